import * as build from '../../graph/build.js'
import { type Dimension, entries, numberOf, show, showShape, sizeOf } from '../../graph/dimension.js'
import { moved } from '../kind.js'
import { refuse } from '../report.js'
import { leadsOf, same } from './letters.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/** The same entries with other own axes; x has `rank` of them. */
export function reshape(x: TensorLike, rank: number, sizes: readonly Dimension[]): Tensor {
  const node = tensor(x)
  const leads = leadsOf('reshape', node, rank)
  const own = node.shape.slice(leads.length)
  if (!same(entries(own), entries(sizes))) {
    refuse('SSL3005', { from: showShape(own), to: showShape(sizes) })
  }
  const last = own.at(-1)
  const end = sizes.at(-1)
  const whole = last !== undefined && end !== undefined && same(last, end)
  return moved(build.reshape(node, [...leads, ...sizes]), [node], whole)
}

/** Zeros before and after the leading own axes; x has `rank` own axes. */
export function pad(
  x: TensorLike,
  rank: number,
  margins: readonly (readonly [Dimension, Dimension])[],
): Tensor {
  const node = tensor(x)
  const start = leadsOf('pad', node, rank).length
  const place = (side: 0 | 1): Dimension[] => node.shape.map((_, axis) => margins[axis - start]?.[side] ?? 0)
  return moved(build.pad(node, place(0), place(1)), [node], false)
}

/** Zeros between the entries of the leading own axes: n becomes factor · (n − 1) + 1. */
export function spread(x: TensorLike, rank: number, factors: readonly Dimension[]): Tensor {
  const node = tensor(x)
  const start = leadsOf('spread', node, rank).length
  return moved(
    build.spread(
      node,
      node.shape.map((_, axis) => sizeOf(factors[axis - start] ?? 1)),
    ),
    [node],
    false,
  )
}

/** The size of an axis, counted from the end (−1 is the last). */
export function size(x: TensorLike, axis: number): number {
  const node = tensor(x)
  return node.shape[build.axisOf('size', axis, node.shape)] as number
}

/** The whole numbers 0, 1, … n − 1. */
export function index(n: Dimension): Tensor {
  if ((numberOf(n) ?? 0) < 0)
    refuse('SSL3106', { name: 'the range of an index', value: `the size ${show(n)}` })
  if (typeof n !== 'number' && n.value === undefined) return build.input(`index:${n.key}`, [n], 'int')
  return build.iota(n)
}
