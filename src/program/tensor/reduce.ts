import * as build from '../../graph/build.js'
import { type Dimension, entries, numberOf } from '../../graph/dimension.js'
import { refuse } from '../report.js'
import { constantValues } from './constant.js'
import { align, joinLeads, leadsOf, parseLetters, permute, sizesOf } from './letters.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/** Which entries count: a `bool` tensor, whose letters stand second in the specification. */
export interface ReduceOptions {
  readonly where?: TensorLike
}

interface Prepared {
  /** Lead axes, then the axes of `letters`. */
  readonly x: Tensor
  readonly letters: string
  /** Aligned with x, axes of size 1 where it does not vary. */
  readonly mask?: Tensor
  readonly sizes: ReadonlyMap<string, Dimension>
  readonly axes: readonly number[]
  readonly kept: string
  readonly result: string
}

function prepare(op: string, value: TensorLike, spec: string, { where }: ReduceOptions): Prepared {
  const { operands, result } = parseLetters(spec)
  const [own = '', masked = ''] = operands
  const nodes = where === undefined ? [tensor(value)] : [tensor(value), tensor(where)]
  const sizes = sizesOf(op, nodes, where === undefined ? [own] : [own, masked])
  const [node, mask] = nodes as [Tensor, Tensor | undefined]
  const letters = own + [...masked].filter((letter) => !own.includes(letter)).join('')
  const x = mask ? align(node, own, letters) : node
  if (mask) joinLeads(op, [leadsOf(op, node, own.length), leadsOf(op, mask, masked.length)])
  const rank = mask
    ? Math.max(node.shape.length - own.length, mask.shape.length - masked.length) + letters.length
    : x.shape.length
  const start = rank - letters.length
  const axes = [...letters].flatMap((letter, k) => (result.includes(letter) ? [] : [start + k]))
  const kept = [...letters].filter((letter) => result.includes(letter)).join('')
  return {
    x,
    letters,
    ...(mask && { mask: align(mask, masked, letters) }),
    sizes,
    axes,
    kept,
    result,
  }
}

const finish = (x: Tensor, { kept, result }: Prepared): Tensor => permute(x, kept, result)

/** x with `other` where the mask is false, repeated to the common shape. */
function filled({ x, mask, letters, sizes }: Prepared, other: number): Tensor {
  if (!mask) return x
  const whole = x.type !== 'f32' && Number.isFinite(other)
  const masked = build.where(mask, x, build.fill(other, [], whole ? 'int' : 'f32'))
  const start = Math.max(x.shape.length, mask.shape.length) - letters.length
  const shape = [...masked.shape.slice(0, Math.max(0, start)), ...[...letters].map((l) => sizes.get(l) ?? 1)]
  return build.broadcast(masked, shape)
}

type Reduce = (x: TensorLike, spec: string, options?: ReduceOptions) => Tensor

const reduction =
  (op: string, other: number, make: (x: Tensor, axes: readonly number[]) => Tensor): Reduce =>
  (x, spec, options = {}) => {
    const prepared = prepare(op, x, spec, options)
    return finish(make(filled(prepared, other), prepared.axes), prepared)
  }

export const sum = reduction('sum', 0, build.sum)
export const max = reduction('max', Number.NEGATIVE_INFINITY, build.max)
export const min = reduction('min', Number.POSITIVE_INFINITY, build.min)
export const argmax = reduction('argmax', Number.NEGATIVE_INFINITY, (x, [axis]) =>
  build.argmax(x, axis ?? -1),
)
export const argmin = reduction('argmin', Number.POSITIVE_INFINITY, (x, [axis]) =>
  build.argmin(x, axis ?? -1),
)
export const any = reduction('any', 0, build.any)
export const all = reduction('all', 1, build.all)

/** The mean; entries that the mask leaves out do not count. Where it leaves out all, the mean is 0. */
export function mean(x: TensorLike, spec: string, options: ReduceOptions = {}): Tensor {
  const prepared = prepare('mean', x, spec, options)
  if (!prepared.mask) return finish(meanOver(prepared.x, prepared.axes), prepared)
  const total = build.sum(build.cast(filled(prepared, 0), 'f32'), prepared.axes)
  const count = countOf(prepared)
  const known = constantValues(count)
  if (known?.some((value) => value === 0)) refuse('SSL3112', {})
  const divisor = known ? count : build.maximum(count, build.fill(1))
  return finish(build.divide(total, divisor), prepared)
}

/** Sizes without a number stay symbols: then the graph is only checked. */
function meanOver(x: Tensor, axes: readonly number[]): Tensor {
  const sizes = axes.map((axis) => x.shape.at(axis) ?? 1)
  if (sizes.every((size) => numberOf(size) !== undefined)) return build.mean(x, axes)
  return build.divide(build.sum(build.cast(x, 'f32'), axes), tensor(entries(sizes)))
}

/** How many entries the mask keeps, in the shape of the result. */
function countOf({ mask, letters, axes, sizes, x }: Prepared): Tensor {
  if (!mask) return build.fill(1)
  const rank = Math.max(x.shape.length, mask.shape.length)
  const missing = rank - mask.shape.length
  const repeated: Dimension[] = []
  for (const axis of axes) {
    const own = axis - missing
    const letter = letters[axis - (rank - letters.length)] ?? ''
    if (own < 0 || mask.shape[own] === 1) repeated.push(sizes.get(letter) ?? 1)
  }
  const total = build.sum(
    build.cast(mask, 'f32'),
    axes.flatMap((axis) => (axis >= missing ? [axis - missing] : [])),
  )
  const times = entries(repeated)
  const number = numberOf(times)
  if (number === 1) return total
  return build.multiply(total, number === undefined ? tensor(times) : build.fill(number))
}

/** The lowest finite number of float32. */
const lowest = -3.4028234663852886e38

/** The logarithm of the sum of exponentials, without overflow; −∞ where all is −∞ or the mask leaves out all. */
export function logsumexp(x: TensorLike, spec: string, options: ReduceOptions = {}): Tensor {
  const prepared = prepare('logsumexp', x, spec, options)
  const values = build.cast(filled(prepared, Number.NEGATIVE_INFINITY), 'f32')
  // −∞ − −∞ is no number.
  const highest = build.stopGradient(
    build.maximum(build.max(values, prepared.axes, true), build.fill(lowest)),
  )
  const total = build.sum(build.exp(build.subtract(values, highest)), prepared.axes)
  const flat = build.reshape(highest, total.shape)
  return finish(build.add(build.log(total), flat), prepared)
}
