import { type Convolution, positionOf, type Source, tapOf, unpadded } from '../lowering/affine.js'
import { cut, grouped, type Lettered, lettersWhere, sizeIn, sizesIn, summed } from '../lowering/lettered.js'
import { product, reshape } from '../lowering/value.js'
import { blockedConvolution } from './blocked.js'
import type { Lower } from './lower.js'
import { emit, type Model, type OnnxAttributes } from './model.js'

/** One axis as ONNX wants it. */
export interface Geometry {
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
  const { image: inner, margin } = image ? { image, margin: () => 0 } : unpadded(lower, source)
  const shifted = geometry.map((axis) => ({ ...axis, start: axis.start - margin(axis.name) }))
  return convolution(lower, inner, problem, shifted, ranges)
}

/** A convolution whose letters have roles; `geometry` says how affine axes are read. */
export function convolution(
  lower: Lower,
  image: Lettered,
  problem: Convolution,
  geometry: readonly Geometry[],
  ranges: ReadonlyMap<string, number>,
): Lettered {
  const { model } = lower
  const range = (letter: string) => ranges.get(letter) ?? 1
  const roles = rolesOf(model, image, problem, geometry)
  const { batch, groups, channels, filters, spatial, other } = roles
  const own = summed(model, image, roles.lost)
  const visible = spatial.reduce((inner, axis) => trimmed(model, inner, axis, range), own)
  const x = grouped(model, visible, [batch, [...groups, ...channels], ...spatial.map(({ name }) => [name])])
  const group = sizesIn(other, groups)
  const attributes = {
    kernel_shape: spatial.map(({ tap }) => (tap ? range(tap) : 1)),
    strides: spatial.map(({ stride }) => stride),
    dilations: spatial.map(({ dilation }) => dilation),
    pads: marginsAround(visible, spatial, range),
    group,
  }
  const positions = spatial.map(({ position }) => range(position))
  const name =
    inBlocks(lower, x, roles, attributes) ??
    conv(model, x, weightsOf(model, roles), attributes, {
      filters: sizesIn(other, filters),
      outputs: product(positions),
      group,
    })
  const letters = [...batch, ...groups, ...filters, ...spatial.map(({ position }) => position)]
  const to = letters.map(range)
  const from = [sizesIn(image, batch), group * sizesIn(other, filters), ...positions]
  return { name: reshape(model, name, from, to), letters, sizes: to }
}

/** What each letter of a convolution is for. */
interface Roles {
  readonly batch: readonly string[]
  readonly groups: readonly string[]
  readonly channels: readonly string[]
  readonly filters: readonly string[]
  /** Letters of the image that nobody else has: they are summed first. */
  readonly lost: readonly string[]
  readonly spatial: readonly Geometry[]
  /** The filters, without letters that nobody else has. */
  readonly other: Lettered
}

function rolesOf(
  model: Model,
  image: Lettered,
  { result, other: given, order }: Convolution,
  geometry: readonly Geometry[],
): Roles {
  const plain = image.letters.filter((letter) => !letter.startsWith('#'))
  const taps = geometry.map(({ tap }) => tap)
  const known = (letter: string) => plain.includes(letter) || result.includes(letter) || taps.includes(letter)
  const other = summed(
    model,
    given,
    lettersWhere(given, (letter) => !known(letter)),
  )
  const both = plain.filter((letter) => other.letters.includes(letter))
  const alone = plain.filter((letter) => !other.letters.includes(letter))
  const free = alone.filter((letter) => result.includes(letter))
  const along = rowsAlong(order, free, geometry)
  return {
    batch: free.filter((letter) => !along.includes(letter)),
    groups: both.filter((letter) => result.includes(letter)),
    channels: both.filter((letter) => !result.includes(letter)),
    filters: lettersWhere(other, (letter) => result.includes(letter) && !plain.includes(letter)),
    lost: alone.filter((letter) => !result.includes(letter)),
    spatial: order.flatMap((letter) => {
      const axis = geometry.find(({ name }) => name === letter)
      return axis ? [axis] : along.includes(letter) ? [rowOf(letter)] : []
    }),
    other,
  }
}

/** An axis with one tap. */
const rowOf = (letter: string): Geometry => ({
  name: letter,
  position: letter,
  tap: '',
  stride: 1,
  dilation: 1,
  start: 0,
})

type Range = (letter: string) => number

/** The last entry that is read. */
function lastOf({ stride, position, dilation, tap, start }: Geometry, range: Range): number {
  return stride * (range(position) - 1) + dilation * (tap ? range(tap) - 1 : 0) + start
}

/** Zeros in front of all axes, then behind them. */
function marginsAround(image: Lettered, spatial: readonly Geometry[], range: Range): number[] {
  const before = spatial.map(({ start }) => Math.max(0, -start))
  const after = spatial.map((axis) =>
    Math.max(0, lastOf(axis, range) - Math.max(0, axis.start) - sizeIn(image, axis.name) + 1),
  )
  return [...before, ...after]
}

function weightsOf(model: Model, { other, groups, filters, channels, spatial }: Roles): string {
  const taps = spatial.map(({ tap }) => (tap ? [tap] : []))
  return grouped(model, other, [[...groups, ...filters], channels, ...taps])
}

function inBlocks(lower: Lower, image: string, roles: Roles, attributes: OnnxAttributes): string | undefined {
  const { groups, filters, channels, spatial, other } = roles
  const [filter, channel] = [filters[0], channels[0]]
  const single = spatial.length === 2 && groups.length === 0 && filters.length === 1 && channels.length === 1
  if (!single || filter === undefined || channel === undefined) return undefined
  const taps = spatial.map(({ tap }) => tap)
  return blockedConvolution(lower, { image, filters: other, filter, channel, taps, attributes })
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
function trimmed(model: Model, tensor: Lettered, axis: Geometry, range: Range): Lettered {
  const size = sizeIn(tensor, axis.name)
  const start = Math.max(0, axis.start)
  const last = lastOf(axis, range)
  const surplus = size - 1 - last
  const harmless = surplus < axis.stride || range(axis.position) === 0
  const count = (surplus > 0 && !harmless ? last + 1 : size) - start
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
