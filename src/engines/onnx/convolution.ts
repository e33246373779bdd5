import { dimensions, numbers, text } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { type Axis, parseSpec } from '../../graph/spec.js'
import { blockedConvolution } from './blocked.js'
import {
  cut,
  grouped,
  type Lettered,
  lettersWhere,
  padded,
  permuted,
  renamed,
  sizeIn,
  sizesIn,
  summed,
} from './lettered.js'
import type { Lower } from './lower.js'
import { plainProduct } from './matrix-product.js'
import { constantOf, emit, integers, type Model, type OnnxAttributes } from './model.js'
import { at, product, reshape, type Value } from './value.js'

/** An axis Σ coefficient · letter + offset of a contraction; `name` is the letter of the whole axis. */
export interface AffineAxis {
  readonly name: string
  readonly terms: readonly { readonly letter: string; readonly coefficient: number }[]
  readonly offset: number
}

/** An affine axis of a result, with its size. */
export interface TargetAxis extends AffineAxis {
  readonly size: number
}

export interface Convolution {
  /** The affine axes: one letter of the result (the position), one summed letter of `other` (the tap). */
  readonly spatial: readonly AffineAxis[]
  readonly ranges: ReadonlyMap<string, number>
  readonly result: readonly string[]
  readonly other: Lettered
  /** Letters of the image as its node has them. */
  readonly order: readonly string[]
}

/** The node that the image comes from. */
export interface Source {
  readonly node: Node
  readonly axes: readonly Axis[]
  readonly read: (value: Value) => Lettered
}

/** One axis as ONNX wants it. */
interface Geometry {
  readonly name: string
  readonly position: string
  readonly tap: string
  readonly stride: number
  readonly dilation: number
  /** Where tap 0 of position 0 reads. */
  readonly start: number
}

/** A forward convolution as `Conv`, with zeros around the image melted into it. */
export function convolve(
  lower: Lower,
  image: Lettered | undefined,
  source: Source,
  problem: Convolution,
): Lettered {
  const { result, ranges } = problem
  const geometry = problem.spatial.map((axis): Geometry => {
    const [position, tap] = [positionOf(axis, result), tapOf(axis, result)]
    const { name, offset } = axis
    return {
      name,
      position: position.letter,
      tap: tap.letter,
      stride: position.coefficient,
      dilation: tap.coefficient,
      start: offset,
    }
  })
  const margins = image ? undefined : marginsOf(source)
  const inner = image ?? source.read(lower.value(margins ? at(source.node.inputs, 0) : source.node))
  const shifted = geometry.map((axis) => ({ ...axis, start: axis.start - (margins?.get(axis.name) ?? 0) }))
  return convolution(lower, inner, problem, shifted, ranges)
}

/** Zeros in front of affine axes by axis name, where the image is a `pad` of nothing else. */
function marginsOf({ node, axes }: Source): Map<string, number> | undefined {
  if (node.op !== 'pad') return undefined
  const before = dimensions(node.attributes, 'before').map(sizeOf)
  const after = dimensions(node.attributes, 'after').map(sizeOf)
  const plain = axes.some((axis, k) => axis.is === 'plain' && (before[k] !== 0 || after[k] !== 0))
  if (plain) return undefined
  return new Map(axes.flatMap((axis, k) => (axis.is === 'affine' ? [[`#${k}`, at(before, k)] as const] : [])))
}

function convolution(
  lower: Lower,
  image: Lettered,
  { result, other: given, order }: Convolution,
  geometry: readonly Geometry[],
  ranges: ReadonlyMap<string, number>,
): Lettered {
  const { model } = lower
  const range = (letter: string) => ranges.get(letter) ?? 1
  const plain = image.letters.filter((letter) => !letter.startsWith('#'))
  const needed = (letter: string) =>
    plain.includes(letter) || result.includes(letter) || geometry.some(({ tap }) => tap === letter)
  const other = summed(
    model,
    given,
    lettersWhere(given, (letter) => !needed(letter)),
  )
  const groups = plain.filter((letter) => other.letters.includes(letter) && result.includes(letter))
  const channels = plain.filter((letter) => other.letters.includes(letter) && !result.includes(letter))
  const free = plain.filter((letter) => !other.letters.includes(letter) && result.includes(letter))
  const filters = lettersWhere(other, (letter) => result.includes(letter) && !plain.includes(letter))
  const along = rowsAlong(order, free, geometry)
  const batch = free.filter((letter) => !along.includes(letter))
  const spatial = order.flatMap((letter) => {
    const axis = geometry.find(({ name }) => name === letter)
    if (axis) return [axis]
    return along.includes(letter)
      ? [{ name: letter, position: letter, tap: '', stride: 1, dilation: 1, start: 0 }]
      : []
  })
  const lost = plain.filter(
    (letter) => !free.includes(letter) && !groups.includes(letter) && !channels.includes(letter),
  )
  const own = summed(model, image, lost)
  const ends = spatial.map((axis) => ({
    ...axis,
    last:
      axis.stride * (range(axis.position) - 1) +
      axis.dilation * (axis.tap ? range(axis.tap) - 1 : 0) +
      axis.start,
  }))
  const visible = ends.reduce((inner, axis) => trimmed(model, inner, axis, range(axis.position)), own)
  const sizes = ends.map(({ name }) => sizeIn(visible, name))
  const taps = spatial.map(({ tap }) => (tap ? range(tap) : 1))
  const positions = spatial.map(({ position }) => range(position))
  const starts = ends.map(({ start }) => Math.max(0, -start))
  const afters = ends.map(({ last, start }, k) => Math.max(0, last - Math.max(0, start) - at(sizes, k) + 1))
  const x = grouped(model, visible, [batch, [...groups, ...channels], ...spatial.map(({ name }) => [name])])
  const group = sizesIn(other, groups)
  const attributes = {
    kernel_shape: taps,
    strides: spatial.map(({ stride }) => stride),
    dilations: spatial.map(({ dilation }) => dilation),
    pads: [...starts, ...afters],
    group,
  }
  const [filter, channel] = [filters[0], channels[0]]
  const single = spatial.length === 2 && group === 1 && filters.length === 1 && channels.length === 1
  const blocked =
    single && filter !== undefined && channel !== undefined
      ? blockedConvolution(lower, {
          image: x,
          filters: other,
          filter,
          channel,
          taps: spatial.map(({ tap }) => tap),
          attributes,
        })
      : undefined
  const w = () =>
    grouped(model, other, [
      [...groups, ...filters],
      channels,
      ...spatial.map(({ tap }) => (tap ? [tap] : [])),
    ])
  const name =
    blocked ??
    conv(model, x, w(), attributes, {
      filters: sizesIn(other, filters),
      outputs: product(positions),
      group,
    })
  const letters = [...batch, ...groups, ...filters, ...spatial.map(({ position }) => position)]
  const to = letters.map(range)
  const from = [sizesIn(image, batch), group * sizesIn(other, filters), ...positions]
  return { name: reshape(model, name, from, to), letters, sizes: to }
}

/** Batch axes that lie among the spatial ones are spatial axes with one tap, while there are few. */
function rowsAlong(
  order: readonly string[],
  free: readonly string[],
  geometry: readonly Geometry[],
): string[] {
  const names = geometry.map(({ name }) => name)
  const first = order.findIndex((letter) => names.includes(letter))
  const later = order.slice(first).filter((letter) => free.includes(letter))
  return later.length + geometry.length <= 3 ? later : []
}

/** Leaves out entries in front and behind that no position reads (ONNX has no negative margins). */
function trimmed(
  model: Model,
  tensor: Lettered,
  axis: Geometry & { readonly last: number },
  positions: number,
): Lettered {
  const size = sizeIn(tensor, axis.name)
  const start = Math.max(0, axis.start)
  const surplus = size - 1 - axis.last
  const harmless = surplus < axis.stride || positions === 0
  const count = (surplus > 0 && !harmless ? axis.last + 1 : size) - start
  return cut(model, tensor, axis.name, { start, count })
}

interface Counts {
  readonly filters: number
  readonly outputs: number
  readonly group: number
}

/**
 * ONNX Runtime is slow where there are more filters than positions in one image (it then does not share
 * the work between threads): parts with fewer filters are almost twice as fast.
 */
function conv(model: Model, x: string, w: string, attributes: OnnxAttributes, counts: Counts): string {
  const { filters, outputs, group } = counts
  const parts = Math.ceil(filters / outputs)
  if (group > 1 || parts < 2 || parts > 4 || filters % parts !== 0)
    return emit(model, 'Conv', [x, w], attributes)
  const size = filters / parts
  const results = Array.from({ length: parts }, (_, k) => {
    const part = cut(model, { name: w, letters: ['o'], sizes: [filters] }, 'o', {
      start: k * size,
      count: size,
    })
    return emit(model, 'Conv', [x, part.name], attributes)
  })
  return emit(model, 'Concat', results, { axis: 1 })
}

/** Taps whose copies of the image together have at most so many channels are stacked into one product. */
const stackedChannels = 96

/** Few positions, many taps, as in the filter gradient: a matrix product for each position. */
export function filterGradient(
  lower: Lower,
  image: Lettered | undefined,
  source: Source,
  problem: Convolution,
): Lettered {
  const { model } = lower
  const { spatial, ranges, result, other } = problem
  if (!image && spatial.some((axis) => tapOf(axis, result).coefficient > 1)) {
    return plainProduct(model, copies(lower, source, problem), other, result)
  }
  const whole = image ?? source.read(lower.value(source.node))
  const letters = spatial.map((axis) => positionOf(axis, result).letter)
  const counts = letters.map((letter) => ranges.get(letter) ?? 1)
  const channels = whole.letters.filter(
    (letter) => !letter.startsWith('#') && !other.letters.includes(letter),
  )
  const count = product(counts)
  if (count > 1 && count * sizesIn(whole, channels) <= stackedChannels) {
    const stacked = stackTaps(model, views(model, whole, problem), letters, counts, channels[0])
    return plainProduct(model, stacked, other, result)
  }
  return tapProducts(model, whole, embedRows(model, whole, problem) ?? problem)
}

/**
 * A copy of the image for each combination of positions, where the taps lie apart: made by a convolution
 * with filters of one 1 each, since ONNX Runtime slices with steps slowly and on one thread.
 */
function copies(lower: Lower, source: Source, { spatial, ranges, result }: Convolution): Lettered {
  const { model } = lower
  const margins = marginsOf(source)
  const image = source.read(lower.value(margins ? at(source.node.inputs, 0) : source.node))
  const axes = image.letters.flatMap((letter) => spatial.filter(({ name }) => name === letter))
  const plain = image.letters.filter((letter) => !letter.startsWith('#'))
  const geometry = axes.map((axis): Geometry => {
    const [position, tap] = [positionOf(axis, result), tapOf(axis, result)]
    const start = axis.offset - (margins?.get(axis.name) ?? 0)
    const strides = { stride: tap.coefficient, dilation: position.coefficient }
    return { name: axis.name, position: tap.letter, tap: position.letter, start, ...strides }
  })
  const taps = geometry.map(({ tap }) => ranges.get(tap) ?? 1)
  const count = product(taps)
  const ones = Array.from({ length: count * count }, (_, k) => (k % (count + 1) === 0 ? 1 : 0))
  const units = constantOf(model, 'f32', ones, [count, 1, ...taps])
  const filters = {
    name: units,
    letters: ['', '*', ...geometry.map(({ tap }) => tap)],
    sizes: [count, 1, ...taps],
  }
  const places = [...plain, '', ...geometry.map(({ position }) => position)]
  const order = [...plain, ...geometry.map(({ name }) => name)]
  const sizes = new Map([
    ...ranges,
    ['', count] as const,
    ['*', 1] as const,
    ...plain.map((letter) => [letter, sizeIn(image, letter)] as const),
  ])
  const problem: Convolution = { spatial: [], ranges: sizes, result: places, other: filters, order }
  const made = permuted(model, convolution(lower, image, problem, geometry, sizes), places)
  const letters = [...plain, ...geometry.map(({ tap }) => tap), ...geometry.map(({ position }) => position)]
  const shape = letters.map((letter) => sizes.get(letter) ?? 1)
  return { name: reshape(model, made.name, made.sizes, shape), letters, sizes: shape }
}

/** One product for each combination of positions, all of them stacked in front. */
function tapProducts(model: Model, image: Lettered, problem: Convolution): Lettered {
  const { spatial, ranges, result, other } = problem
  const letters = spatial.map((axis) => positionOf(axis, result).letter)
  const counts = letters.map((letter) => ranges.get(letter) ?? 1)
  const rest = result.filter((letter) => !letters.includes(letter))
  const products = views(model, image, problem).map((view) => plainProduct(model, view, other, rest))
  const first = at(products, 0)
  if (products.length === 1) return permuted(model, first, [...letters, ...first.letters])
  const names = products.map((part) => permuted(model, part, ['', ...first.letters]).name)
  const stacked = emit(model, 'Concat', names, { axis: 0 })
  const sizes = [...counts, ...first.sizes]
  const name = reshape(model, stacked, [product(counts), ...first.sizes], sizes)
  return { name, letters: [...letters, ...first.letters], sizes }
}

/** The part of the image that each combination of positions meets. */
function views(model: Model, image: Lettered, { spatial, ranges, result }: Convolution): Lettered[] {
  const counts = spatial.map((axis) => ranges.get(positionOf(axis, result).letter) ?? 1)
  return Array.from({ length: product(counts) }, (_, k) => {
    let [rest, inner] = [k, image]
    for (let n = spatial.length - 1; n >= 0; n--) {
      const index = rest % at(counts, n)
      rest = (rest - index) / at(counts, n)
      const axis = at(spatial, n)
      const tap = tapOf(axis, result)
      const start = axis.offset + positionOf(axis, result).coefficient * index
      const range = { start, count: ranges.get(tap.letter) ?? 1, step: tap.coefficient }
      inner = renamed(cut(model, inner, axis.name, range), axis.name, tap.letter)
    }
    return inner
  })
}

type Term = AffineAxis['terms'][number]

const positionOf = ({ terms }: AffineAxis, result: readonly string[]): Term =>
  at(
    terms.filter(({ letter }) => result.includes(letter)),
    0,
  )
const tapOf = ({ terms }: AffineAxis, result: readonly string[]): Term =>
  at(
    terms.filter(({ letter }) => !result.includes(letter)),
    0,
  )

/** Rows of the stacked cotangent, and by how much zeros may lengthen it. */
const [embeddedRows, embeddedGrowth] = [256, 1.2]

/**
 * The cotangent once for each position along the first spatial axis, between as many zeros as shift it
 * there: the image is then cut along the other axes only, and fewer, larger products are faster.
 */
function embedRows(model: Model, image: Lettered, problem: Convolution): Convolution | undefined {
  const { spatial, ranges, result, other } = problem
  const axis = spatial.find(({ name }) => name === image.letters.find((letter) => letter.startsWith('#')))
  if (!axis || spatial.length < 2) return undefined
  const [position, tap] = [positionOf(axis, result), tapOf(axis, result)]
  const [count, length, rows] = [
    ranges.get(position.letter) ?? 1,
    sizeIn(other, tap.letter),
    sizeIn(image, axis.name),
  ]
  const filters = other.letters.filter((letter) => result.includes(letter))
  const suits =
    tap.coefficient === 1 &&
    count > 1 &&
    rows <= length * embeddedGrowth &&
    count * sizesIn(other, filters) <= embeddedRows
  if (!suits) return undefined
  const before = Array.from({ length: count }, (_, k) => axis.offset + position.coefficient * k)
  const gaps = [
    ...before.map((own, k) => own + (k > 0 ? rows - length - at(before, k - 1) : 0)),
    rows - length - at(before, -1),
  ]
  const place = other.letters.indexOf(tap.letter)
  const zeros = (gap: number) => zerosOf(model, other.sizes.with(place, gap))
  const pieces = gaps.flatMap((gap, k) => [
    ...(gap > 0 ? [zeros(gap)] : []),
    ...(k < count ? [other.name] : []),
  ])
  const joined = emit(model, 'Concat', pieces, { axis: place })
  const put = <T>(list: readonly T[], items: readonly T[]) => [
    ...list.slice(0, place),
    ...items,
    ...list.slice(place + 1),
  ]
  const sizes = put(other.sizes, [count, rows])
  const name = reshape(model, joined, other.sizes.with(place, count * rows), sizes)
  const stacked = { name, letters: put(other.letters, [position.letter, axis.name]), sizes }
  return { ...problem, spatial: spatial.filter((own) => own !== axis), other: stacked }
}

function zerosOf(model: Model, shape: readonly number[]): string {
  return emit(model, 'Expand', [constantOf(model, 'f32', [0], []), integers(model, shape)])
}

/** Views of one shape as one tensor with an axis per letter in front of `before`. */
export function stackTaps(
  model: Model,
  views: readonly Lettered[],
  letters: readonly string[],
  counts: readonly number[],
  before: string | undefined,
): Lettered {
  const first = at(views, 0)
  const axis = before === undefined ? 0 : first.letters.indexOf(before)
  const put = <T>(list: readonly T[], items: readonly T[]) => [
    ...list.slice(0, axis),
    ...items,
    ...list.slice(axis),
  ]
  const names = views.map((view) => permuted(model, view, put(view.letters, [''])).name)
  const joined = emit(model, 'Concat', names, { axis })
  const sizes = put(first.sizes, counts)
  return {
    name: reshape(model, joined, put(first.sizes, [product(counts)]), sizes),
    letters: put(first.letters, letters),
    sizes,
  }
}

export interface Transposed {
  readonly targets: readonly TargetAxis[]
  readonly ranges: ReadonlyMap<string, number>
  /** Letters of the result, affine axes by name. */
  readonly names: readonly string[]
}

/** One affine axis of a result: position letter of the cotangent, tap letter of the filters. */
interface TransposedAxis {
  readonly name: string
  readonly size: number
  readonly position: string
  readonly tap: string
  readonly stride: number
  readonly dilation: number
  readonly start: number
}

/** The input gradient of a convolution; undefined where `image` and `filters` have not these roles. */
export function inputGradient(
  lower: Lower,
  image: Lettered,
  filters: Lettered,
  problem: Transposed,
): Lettered | undefined {
  const { targets, ranges, names } = problem
  const axes = targets.map((target) => transposedAxis(target, image, filters))
  const known = axes.filter((axis) => axis !== undefined)
  const taps = product(known.map(({ tap }) => ranges.get(tap) ?? 1))
  const positions = product(known.map(({ position }) => ranges.get(position) ?? 1))
  if (known.length !== axes.length || axes.length > 3 || taps > positions) return undefined
  const plain = image.letters.filter((letter) => !known.some(({ position }) => position === letter))
  const kernel = filters.letters.filter((letter) => !known.some(({ tap }) => tap === letter))
  const alone = [...plain, ...kernel].some(
    (letter) => !names.includes(letter) && !(plain.includes(letter) && kernel.includes(letter)),
  )
  if (alone) return undefined
  const groups = plain.filter((letter) => kernel.includes(letter) && names.includes(letter))
  const joined = plain.filter((letter) => kernel.includes(letter) && !names.includes(letter))
  const batch = plain.filter((letter) => !kernel.includes(letter))
  const channels = kernel.filter((letter) => !plain.includes(letter))
  const parts = { groups, joined, batch, channels }
  const straight = known.every(({ stride }) => stride === 1)
  return straight
    ? flipped(lower, image, filters, known, ranges, parts)
    : stridden(lower.model, image, filters, known, ranges, parts)
}

function transposedAxis(target: TargetAxis, image: Lettered, filters: Lettered): TransposedAxis | undefined {
  const { name, size, terms, offset } = target
  const own = (tensor: Lettered, other: Lettered) =>
    terms.filter(({ letter }) => tensor.letters.includes(letter) && !other.letters.includes(letter))
  const [position, tap] = [own(image, filters)[0], own(filters, image)[0]]
  const fits = terms.length === 2 && position && tap && position.coefficient > 0 && tap.coefficient > 0
  if (!fits) return undefined
  return {
    name,
    size,
    position: position.letter,
    tap: tap.letter,
    stride: position.coefficient,
    dilation: tap.coefficient,
    start: offset,
  }
}

interface Roles {
  readonly groups: readonly string[]
  readonly joined: readonly string[]
  readonly batch: readonly string[]
  readonly channels: readonly string[]
}

/** Stride 1: a convolution with the filters turned around. */
function flipped(
  lower: Lower,
  image: Lettered,
  filters: Lettered,
  axes: readonly TransposedAxis[],
  ranges: ReadonlyMap<string, number>,
  { groups, joined, batch, channels }: Roles,
): Lettered {
  const range = (letter: string) => ranges.get(letter) ?? 1
  const turned = axes.reduce(
    (inner, { tap }) =>
      range(tap) === 1
        ? inner
        : cut(lower.model, inner, tap, { start: range(tap) - 1, count: range(tap), step: -1 }),
    filters,
  )
  const geometry = axes.map(
    ({ name, position, tap, dilation, start }): Geometry => ({
      name: position,
      position: name,
      tap,
      stride: 1,
      dilation,
      start: -dilation * (range(tap) - 1) - start,
    }),
  )
  const sizes = new Map([...ranges, ...axes.map(({ name, size }) => [name, size] as const)])
  const result = [...batch, ...groups, ...channels, ...axes.map(({ name }) => name)]
  const renamedImage = axes.reduce((inner, { position }) => renamed(inner, position, `#${position}`), image)
  const own = geometry.map((axis) => ({ ...axis, name: `#${axis.name}` }))
  const order = [...batch, ...groups, ...joined, ...own.map(({ name }) => name)]
  return convolution(
    lower,
    renamedImage,
    { spatial: [], ranges: sizes, result, other: turned, order },
    own,
    sizes,
  )
}

/** Larger strides: `ConvTranspose`, then what it cannot do of the margins. */
function stridden(
  model: Model,
  image: Lettered,
  filters: Lettered,
  axes: readonly TransposedAxis[],
  ranges: ReadonlyMap<string, number>,
  { groups, joined, batch, channels }: Roles,
): Lettered | undefined {
  const range = (letter: string) => ranges.get(letter) ?? 1
  const x = grouped(model, image, [batch, [...groups, ...joined], ...axes.map(({ position }) => [position])])
  const w = grouped(model, filters, [[...groups, ...joined], channels, ...axes.map(({ tap }) => [tap])])
  const plans = axes.map((axis) => {
    const natural = axis.stride * (range(axis.position) - 1) + axis.dilation * (range(axis.tap) - 1) + 1
    const before = Math.max(0, -axis.start)
    const lead = Math.max(0, axis.start)
    const after = natural - before - (axis.size - lead)
    const extra = Math.min(Math.max(0, -after), axis.stride - 1)
    return { axis, before, lead, after: Math.max(0, after), extra, behind: Math.max(0, -after - extra) }
  })
  if (plans.some(({ axis, lead, behind }) => axis.size - lead - behind <= 0)) return undefined
  const name = emit(model, 'ConvTranspose', [x, w], {
    kernel_shape: axes.map(({ tap }) => range(tap)),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    pads: [...plans.map(({ before }) => before), ...plans.map(({ after }) => after)],
    output_padding: plans.map(({ extra }) => extra),
    group: sizesIn(image, groups),
  })
  const spatial = plans.map(({ axis, lead, behind }) => axis.size - lead - behind)
  const letters = [...batch, ...groups, ...channels, ...axes.map((axis) => axis.name)]
  const front = [...batch, ...groups, ...channels].map(range)
  const from = [sizesIn(image, batch), sizesIn(image, groups) * sizesIn(filters, channels), ...spatial]
  const sizes = [...front, ...spatial]
  const result = { name: reshape(model, name, from, sizes), letters, sizes }
  return plans.reduce<Lettered>(
    (inner, { axis, lead, behind }) => padded(model, inner, axis.name, lead, behind),
    result,
  )
}

/** Whether all that is read of a contraction with affine result axes is one range of it (`slice`). */
export function isCropped(node: Node, lower: Lower): boolean {
  const spec = parseSpec(text(node.attributes, 'spec'))
  if (spec.result.every((axis) => axis.is === 'plain')) return false
  const users = lower.users(node)
  return users.length === 1 && users.every((user) => user !== node && cropsOnly(user, spec.result))
}

/** A slice with steps of 1 that leaves plain axes whole. */
export function cropsOnly(node: Node, axes: readonly Axis[]): boolean {
  if (node.op !== 'slice') return false
  const shape = at(node.inputs, 0).shape.map(sizeOf)
  const starts = dimensions(node.attributes, 'starts').map(sizeOf)
  const counts = dimensions(node.attributes, 'sizes').map(sizeOf)
  const whole = axes.every((axis, k) => axis.is === 'affine' || (starts[k] === 0 && counts[k] === shape[k]))
  return whole && numbers(node.attributes, 'steps').every((step) => step === 1)
}
