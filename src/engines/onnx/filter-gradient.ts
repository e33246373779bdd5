import { type Convolution, positionOf, type Source, tapOf, unpadded } from '../lowering/affine.js'
import { cut, grouped, type Lettered, permuted, renamed, sizeIn, sizesIn } from '../lowering/lettered.js'
import { plainProduct } from '../lowering/matrix-product.js'
import { at, product, reshape } from '../lowering/value.js'
import { laidOut } from './blocked.js'
import { convolution, type Geometry } from './convolution.js'
import type { Lower } from './lower.js'
import { constantOf, emit, integers, type Model } from './model.js'
import { isSelectable, type MapAxis, unfoldMap } from './selection.js'

/** Copies of the image for all positions, together with at most so many channels, make one product. */
const copiedChannels = 96

/** Few positions, many taps, as in the filter gradient: matrix products with views of the image. */
export function filterGradient(
  lower: Lower,
  image: Lettered | undefined,
  source: Source,
  problem: Convolution,
): Lettered {
  const { model } = lower
  const { spatial, ranges, result, other } = problem
  const whole = () => image ?? source.read(lower.value(source.node))
  if (image) return tapProducts(model, image, problem)
  const count = product(spatial.map((axis) => ranges.get(positionOf(axis, result).letter) ?? 1))
  const { image: bare } = unpadded(lower, source)
  const channels = bare.letters.filter((letter) => !letter.startsWith('#') && !other.letters.includes(letter))
  const small = smallMap(lower, source, problem)
  if (small) return plainProduct(model, small.copies, small.cotangent, result)
  const strided = spatial.some((axis) => tapOf(axis, result).coefficient > 1)
  if (strided || (count > 1 && count * sizesIn(bare, channels) <= copiedChannels)) {
    return plainProduct(model, copies(lower, source, problem), other, result)
  }
  return tapProducts(model, whole(), embedRows(model, whole(), problem) ?? problem)
}

/**
 * A small map with a copy of each window in its place, channels last, and the cotangent in the same order:
 * one product then sums over pictures and places. Undefined for other maps.
 */
function smallMap(
  lower: Lower,
  source: Source,
  { spatial, ranges, result, other }: Convolution,
): { copies: Lettered; cotangent: Lettered } | undefined {
  const { model } = lower
  const { image, margin } = unpadded(lower, source)
  const axes = image.letters.flatMap((letter) =>
    spatial
      .filter(({ name }) => name === letter)
      .map(
        (axis): MapAxis => ({
          ...axis,
          offset: axis.offset - margin(axis.name),
          size: sizeIn(image, axis.name),
        }),
      ),
  )
  const plain = image.letters.filter((letter) => !letter.startsWith('#'))
  const [batch, channels] = [
    plain.filter((letter) => other.letters.includes(letter)),
    plain.filter((letter) => !other.letters.includes(letter)),
  ]
  const roles = batch.every((letter) => !result.includes(letter)) && channels.every((c) => result.includes(c))
  if (!roles || !isSelectable(axes, ranges)) return undefined
  const taps = axes.map((axis) => tapOf(axis, result).letter)
  const letters = [...taps, ...axes.map((axis) => positionOf(axis, result).letter)]
  const names = axes.map(({ name }) => name)
  const pixels = laidOut(lower, image, [...batch, ...names, ...channels])
  const map = grouped(model, pixels, [batch, names, channels])
  const name = unfoldMap(model, map, axes, letters, ranges)
  const counts = letters.map((letter) => ranges.get(letter) ?? 1)
  const all = [...batch, ...letters, ...channels]
  const size = (letter: string) => ranges.get(letter) ?? sizeIn(image, letter)
  const from = [sizesIn(image, batch), product(counts), sizesIn(image, channels)]
  const copies = { name: reshape(model, name, from, all.map(size)), letters: all, sizes: all.map(size) }
  const summed = [...batch, ...taps]
  const rest = other.letters.filter((letter) => !summed.includes(letter))
  return { copies, cotangent: laidOut(lower, other, [...summed, ...rest]) }
}

/**
 * A copy of the image for each combination of positions, where the taps lie apart: made by a convolution
 * with filters of one 1 each, since ONNX Runtime slices with steps slowly and on one thread.
 */
function copies(lower: Lower, source: Source, { spatial, ranges, result }: Convolution): Lettered {
  const { model } = lower
  const { image, margin } = unpadded(lower, source)
  const axes = image.letters.flatMap((letter) => spatial.filter(({ name }) => name === letter))
  const plain = image.letters.filter((letter) => !letter.startsWith('#'))
  const geometry = axes.map((axis): Geometry => {
    const [position, tap] = [positionOf(axis, result), tapOf(axis, result)]
    const start = axis.offset - margin(axis.name)
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
