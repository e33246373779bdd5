import { type AffineAxis, positionOf, tapOf, unpadded } from '../lowering/affine.js'
import type { Convolutions } from '../lowering/contract.js'
import { grouped, type Lettered, sizeIn, sizesIn, summed } from '../lowering/lettered.js'
import { at, product, reshape } from '../lowering/value.js'
import type { Lower } from './lower.js'
import { emit, integers, type Model } from './model.js'
import { half } from './precision.js'

/*
 * Images lie with their channels last, filters as [taps, inputs, outputs]. Of groups the inputs are counted
 * within one, and the outputs of a group stand together.
 */

/** One axis of an image: position i and tap u meet entry stride · i + dilation · u + start. */
interface Window {
  /** Its letter in the image. */
  readonly name: string
  readonly size: number
  readonly position: string
  readonly tap: string
  readonly positions: number
  readonly taps: number
  readonly stride: number
  readonly dilation: number
  readonly start: number
}

/** An axis with a single entry, in front of others. */
const unit: Window = {
  name: '',
  size: 1,
  position: '',
  tap: '',
  positions: 1,
  taps: 1,
  stride: 1,
  dilation: 1,
  start: 0,
}

const lastOf = ({ positions, taps, stride, dilation, start }: Window): number =>
  start + stride * (positions - 1) + dilation * (taps - 1)

const before = ({ start }: Window): number => Math.max(0, -start)
const after = (window: Window): number => Math.max(0, lastOf(window) + 1 - window.size)

/** Whether TensorFlow's rule SAME puts the same zeros around the image. */
function isSame(window: Window): boolean {
  const { size, positions, taps, stride, dilation, start } = window
  const total = Math.max(0, stride * (positions - 1) + dilation * (taps - 1) + 1 - size)
  return start <= 0 && positions === Math.ceil(size / stride) && before(window) === Math.floor(total / 2)
}

/** Letters of an image by what they are for: `shared` ones also stand in the other operand. */
interface Roles {
  readonly groups: readonly string[]
  /** In both operands, and summed. */
  readonly joined: readonly string[]
  readonly ofImage: readonly string[]
  readonly ofOther: readonly string[]
}

function rolesOf(image: readonly string[], other: readonly string[], result: readonly string[]): Roles {
  const shared = image.filter((letter) => other.includes(letter))
  return {
    groups: shared.filter((letter) => result.includes(letter)),
    joined: shared.filter((letter) => !result.includes(letter)),
    ofImage: image.filter((letter) => !other.includes(letter)),
    ofOther: other.filter((letter) => !image.includes(letter)),
  }
}

/** What a forward convolution and a filter gradient have in common. */
interface Prepared extends Roles {
  readonly image: Lettered
  readonly other: Lettered
  readonly windows: readonly Window[]
  readonly same: boolean
}

type Leaf = Convolutions<Lower>['forward']
type Find = (axis: AffineAxis, result: readonly string[]) => { letter: string; coefficient: number }

/** `position` and `tap` find the letter that moves a window and the one inside it. */
function prepare(
  [lower, given, source, problem]: Parameters<Leaf>,
  position: Find,
  tap: Find,
): Prepared | undefined {
  const { model } = lower
  const { result, ranges, spatial } = problem
  const { image: bare, margin } = given ? { image: given, margin: () => 0 } : unpadded(lower, source)
  const windows = bare.letters.flatMap((letter) =>
    spatial
      .filter(({ name }) => name === letter)
      .map((axis): Window => {
        const [moving, inside] = [position(axis, result), tap(axis, result)]
        return {
          name: letter,
          size: sizeIn(bare, letter),
          position: moving.letter,
          tap: inside.letter,
          positions: ranges.get(moving.letter) ?? 1,
          taps: ranges.get(inside.letter) ?? 1,
          stride: moving.coefficient,
          dilation: inside.coefficient,
          start: axis.offset - margin(letter),
        }
      }),
  )
  const letters = windows.flatMap((window) => [window.position, window.tap])
  const free = (tensor: Lettered) =>
    tensor.letters.filter((letter) => !letter.startsWith('#') && !letters.includes(letter))
  const lost = (tensor: Lettered, partner: Lettered) =>
    free(tensor).filter((letter) => !partner.letters.includes(letter) && !result.includes(letter))
  const other = summed(model, problem.other, lost(problem.other, bare))
  const image = summed(model, bare, lost(bare, other))
  const roles = rolesOf(free(image), free(other), result)
  const solid =
    windows.length === 3 && (roles.groups.length > 0 || windows.some(({ dilation }) => dilation > 1))
  if (solid || windows.some(({ positions, taps }) => positions * taps === 0)) return undefined
  const same = windows.every(isSame)
  return { ...roles, image: framed(model, image, windows, same), other, windows: withUnit(windows), same }
}

/** At least two axes. */
const withUnit = (windows: readonly Window[]): Window[] =>
  windows.length === 1 ? [unit, ...windows] : [...windows]

/** Cuts off what no window reads; zeros around, where the operator does not add them. */
function framed(model: Model, image: Lettered, windows: readonly Window[], same: boolean): Lettered {
  const ranges = windows.map((window) => {
    const surplus = window.size - 1 - lastOf(window)
    const start = Math.max(0, window.start)
    return { window, start, count: window.size - start - (surplus < window.stride ? 0 : surplus) }
  })
  const visible = sliced(model, image, ranges)
  return same ? visible : surrounded(model, visible, windows, before, after)
}

interface WindowRange {
  readonly window: Window
  readonly start: number
  readonly count: number
}

/** A part of the image, in one operator. */
function sliced(model: Model, image: Lettered, ranges: readonly WindowRange[]): Lettered {
  const cuts = ranges
    .map(({ window, start, count }) => ({ axis: image.letters.indexOf(window.name), start, count }))
    .filter(({ axis, start, count }) => start > 0 || count < at(image.sizes, axis))
  if (cuts.length === 0) return image
  const sizes = image.sizes.map((size, k) => cuts.find(({ axis }) => axis === k)?.count ?? size)
  return { ...image, sizes, name: model.slice(image.name, cuts) }
}

type Margin = (window: Window) => number

/** Zeros around the image, in one operator. */
function surrounded(
  model: Model,
  image: Lettered,
  windows: readonly Window[],
  front: Margin,
  back: Margin,
): Lettered {
  const margins = (margin: Margin) =>
    image.letters.map((letter) => {
      const window = windows.find(({ name }) => name === letter)
      return window ? margin(window) : 0
    })
  const [head, tail] = [margins(front), margins(back)]
  if ([...head, ...tail].every((size) => size === 0)) return image
  const sizes = image.sizes.map((size, k) => size + at(head, k) + at(tail, k))
  return { ...image, sizes, name: model.pad(image.name, head, tail) }
}

function attributesOf(windows: readonly Window[], same: boolean) {
  const around = (sizes: readonly number[]) => ({ ints: [1, ...sizes, 1] })
  return {
    padding: { text: same ? 'SAME' : 'VALID' },
    strides: around(windows.map(({ stride }) => stride)),
    dilations: around(windows.map(({ dilation }) => dilation)),
  }
}

const names = (windows: readonly Window[], name: 'name' | 'position' | 'tap'): string[][] =>
  windows.map((window) => (window[name] === '' ? [] : [window[name]]))

const forward: Leaf = (...given) => {
  const prepared = prepare(given, positionOf, tapOf)
  if (!prepared) return undefined
  const { image, other, windows, same, groups, joined, ofImage, ofOther } = prepared
  const [lower] = given
  const { model } = lower
  const x = grouped(model, image, [ofImage, ...names(windows, 'name'), [...groups, ...joined]])
  const w = grouped(model, other, [...names(windows, 'tap'), joined, [...groups, ...ofOther]])
  const op = windows.length === 3 ? 'Conv3D' : 'Conv2D'
  const inputs = [half(model, x), half(model, w)]
  const name = emit(model, op, inputs, attributesOf(windows, same))
  const positions = windows.filter(({ position }) => position !== '')
  const letters = [...ofImage, ...positions.map(({ position }) => position), ...groups, ...ofOther]
  const sizes = [
    ...ofImage.map((letter) => sizeIn(image, letter)),
    ...positions.map((window) => window.positions),
    ...[...groups, ...ofOther].map((letter) => sizeIn(other, letter)),
  ]
  const from = [
    sizesIn(image, ofImage),
    ...windows.map((window) => window.positions),
    sizesIn(other, [...groups, ...ofOther]),
  ]
  return { name: reshape(model, name, from, sizes), letters, sizes }
}

/** Of an operator that asks for the sizes of its result. */
const gradientOps = {
  filter: ['Conv2DBackpropFilter', 'Conv3DBackpropFilterV2'],
  input: ['Conv2DBackpropInput', 'Conv3DBackpropInputV2'],
} as const

const filterGradient: Leaf = (...given) => {
  // The letter that the result keeps is the tap.
  const prepared = prepare(given, tapOf, positionOf)
  if (!prepared) return undefined
  const { image, other, windows, same, groups, joined, ofImage, ofOther } = prepared
  const [lower] = given
  const { model } = lower
  const x = grouped(model, image, [joined, ...names(windows, 'name'), [...groups, ...ofImage]])
  const dy = grouped(model, other, [joined, ...names(windows, 'position'), [...groups, ...ofOther]])
  const taps = windows.filter(({ tap }) => tap !== '')
  const outer = sizesIn(other, [...groups, ...ofOther])
  const from = [...windows.map((window) => window.taps), sizesIn(image, ofImage), outer]
  const op = gradientOps.filter[windows.length === 3 ? 1 : 0]
  const inputs = [half(model, x), integers(model, from), half(model, dy)]
  const name = emit(model, op, inputs, attributesOf(windows, same))
  const letters = [...taps.map(({ tap }) => tap), ...ofImage, ...groups, ...ofOther]
  const sizes = [
    ...taps.map((window) => window.taps),
    ...ofImage.map((letter) => sizeIn(image, letter)),
    ...[...groups, ...ofOther].map((letter) => sizeIn(other, letter)),
  ]
  return { name: reshape(model, name, from, sizes), letters, sizes }
}

const inputGradient: Convolutions<Lower>['inputGradient'] = (lower, image, filters, problem) => {
  const { model } = lower
  const { targets, ranges, names: result } = problem
  const windows = targets.flatMap(({ name, size, terms, offset }): Window[] => {
    const own = (tensor: Lettered, partner: Lettered) =>
      terms.find(({ letter }) => tensor.letters.includes(letter) && !partner.letters.includes(letter))
    const [position, tap] = [own(image, filters), own(filters, image)]
    if (terms.length !== 2 || !position || !tap || position.coefficient < 1 || tap.coefficient < 1) return []
    return [
      {
        name,
        size,
        position: position.letter,
        tap: tap.letter,
        positions: ranges.get(position.letter) ?? 1,
        taps: ranges.get(tap.letter) ?? 1,
        stride: position.coefficient,
        dilation: tap.coefficient,
        start: offset,
      },
    ]
  })
  const [positions, taps] = [
    product(windows.map((window) => window.positions)),
    product(windows.map((window) => window.taps)),
  ]
  if (windows.length !== targets.length || windows.length > 3 || taps > positions) return undefined
  const without = (tensor: Lettered, gone: readonly string[]) =>
    tensor.letters.filter((letter) => !gone.includes(letter))
  const { groups, joined, ofImage, ofOther } = rolesOf(
    without(
      image,
      windows.map(({ position }) => position),
    ),
    without(
      filters,
      windows.map(({ tap }) => tap),
    ),
    result,
  )
  const lost = [...ofImage, ...ofOther].some((letter) => !result.includes(letter))
  const solid = windows.length === 3 && (groups.length > 0 || windows.some(({ dilation }) => dilation > 1))
  if (lost || solid || positions * taps * product(targets.map(({ size }) => size)) === 0) return undefined
  const same = windows.every(isSame)
  const all = withUnit(windows)
  const dy = grouped(model, image, [ofImage, ...names(all, 'position'), [...groups, ...joined]])
  const w = grouped(model, filters, [...names(all, 'tap'), ofOther, [...groups, ...joined]])
  const whole = all.map((window) => (same ? window.size : wholeSize(window)))
  const channels = sizesIn(image, groups) * sizesIn(filters, ofOther)
  const from = [sizesIn(image, ofImage), ...whole, channels]
  const op = gradientOps.input[windows.length === 3 ? 1 : 0]
  const inputs = [integers(model, from), half(model, w), half(model, dy)]
  const types = [model.mixed ? 'bf16' : 'f32'] as const
  const name = emit(model, op, inputs, attributesOf(all, same), { types })
  const spatial = whole.slice(all.length - windows.length)
  const front = ofImage.map((letter) => sizeIn(image, letter))
  const back = [
    ...groups.map((letter) => sizeIn(image, letter)),
    ...ofOther.map((letter) => sizeIn(filters, letter)),
  ]
  const sizes = [...front, ...spatial, ...back]
  const letters = [...ofImage, ...windows.map((window) => window.name), ...groups, ...ofOther]
  const made: Lettered = { name: reshape(model, name, from, sizes), letters, sizes }
  return same ? made : placed(model, made, windows)
}

/** The size of an image with its zeros that windows without zeros of their own cover best. */
function wholeSize(window: Window): number {
  const covered = lastOf({ ...window, start: 0 }) + 1
  const wanted = before(window) + window.size - Math.max(0, window.start)
  return Math.min(Math.max(covered, wanted), covered + window.stride - 1)
}

/** Brings a gradient to its size: zeros in front come off, what no window reaches is 0. */
function placed(model: Model, image: Lettered, windows: readonly Window[]): Lettered {
  const lead = ({ start }: Window) => Math.max(0, start)
  const ranges = windows.map((window) => {
    const count = Math.min(sizeIn(image, window.name) - before(window), window.size - lead(window))
    return { window, start: before(window), count }
  })
  const visible = sliced(model, image, ranges)
  const rest = (window: Window) => window.size - lead(window) - sizeIn(visible, window.name)
  return surrounded(model, visible, windows, lead, rest)
}

export const convolutions: Convolutions<Lower> = { forward, filterGradient, inputGradient }
