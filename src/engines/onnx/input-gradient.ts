import type { TargetAxis } from '../lowering/affine.js'
import type { Transposed } from '../lowering/contract.js'
import {
  cut,
  grouped,
  type Lettered,
  padded,
  permuted,
  renamed,
  sizeIn,
  sizesIn,
} from '../lowering/lettered.js'
import { plainProduct } from '../lowering/matrix-product.js'
import { product, reshape } from '../lowering/value.js'
import { convolution, type Geometry } from './convolution.js'
import type { Lower } from './lower.js'
import { emit, type Model } from './model.js'
import { foldMap, isSelectable } from './selection.js'

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
    : (smallMap(lower.model, image, filters, targets, ranges, parts) ??
        stridden(lower.model, image, filters, known, ranges, parts))
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

/** Larger strides into a small map: what each place gives to its window, then the sums of windows. */
function smallMap(
  model: Model,
  image: Lettered,
  filters: Lettered,
  targets: readonly TargetAxis[],
  ranges: ReadonlyMap<string, number>,
  { groups, joined, batch, channels }: Roles,
): Lettered | undefined {
  if (groups.length > 0 || !isSelectable(targets, ranges)) return undefined
  const places = targets.flatMap(({ terms }) => terms.map(({ letter }) => letter))
  const taps = places.filter((letter) => filters.letters.includes(letter))
  const positions = places.filter((letter) => image.letters.includes(letter))
  const windows = [...batch, ...channels, ...taps, ...positions]
  const kernel = permuted(model, filters, [...channels, ...taps, ...joined])
  const shares = plainProduct(model, image, kernel, windows)
  const rows = grouped(model, shares, [
    [...batch, ...channels],
    [...taps, ...positions],
  ])
  const summed = foldMap(model, rows, targets, [...taps, ...positions], ranges)
  const front = [...batch, ...channels].map((letter) => sizeIn(shares, letter))
  const area = targets.map(({ size }) => size)
  const sizes = [...front, ...area]
  const letters = [...batch, ...channels, ...targets.map(({ name }) => name)]
  return { name: reshape(model, summed, [product(front), product(area)], sizes), letters, sizes }
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
