import { number } from '../attribute.js'
import { sizeOf } from '../dimension.js'
import type { Node } from '../node.js'
import { at } from '../refuse.js'
import type { Rule } from './algebra.js'

interface Progression {
  readonly start: number
  readonly step: number
  readonly count: number
}

/** A constant index start, start + step, … inside an axis of `size`; undefined where it is another. */
function progression(index: Node, size: number): Progression | undefined {
  if (index.op !== 'constant' || !index.data || index.shape.length > 1) return undefined
  const count = index.shape.length === 0 ? 1 : sizeOf(at(index.shape, 0))
  const { data } = index
  if (data.length !== count || count === 0) return undefined
  const start = data[0] as number
  const step = count > 1 ? (data[1] as number) - start : 1
  const regular =
    step !== 0 && data.every((place, k) => place === start + k * step && place >= 0 && place < size)
  return regular ? { start, step, count } : undefined
}

/** Entries at regular places are a slice. */
export const constantGather: Rule = (node, make) => {
  const [x, index] = [at(node.inputs, 0), at(node.inputs, 1)]
  const axis = number(node.attributes, 'axis')
  const places =
    number(node.attributes, 'batch') === 0 ? progression(index, sizeOf(at(x.shape, axis))) : undefined
  if (!places) return undefined
  const pick = <T>(others: readonly T[], own: T): T[] => others.map((other, k) => (k === axis ? own : other))
  const sizes = x.shape.map(sizeOf)
  const part = make('slice', [x], {
    starts: pick(
      sizes.map(() => 0),
      places.start,
    ),
    sizes: pick(sizes, places.count),
    steps: pick(
      sizes.map(() => 1),
      places.step,
    ),
  })
  return make('reshape', [part], { shape: node.shape })
}

/** Updates at regular places are spread and padded with zeros. */
export const constantScatter: Rule = (node, make) => {
  const [index, updates] = [at(node.inputs, 0), at(node.inputs, 1)]
  const axis = number(node.attributes, 'axis')
  const size = sizeOf(at(node.shape, axis))
  const places = number(node.attributes, 'batch') === 0 ? progression(index, size) : undefined
  if (!places || places.step < 0) return undefined
  const shape = node.shape.map((n, k) => (k === axis ? places.count : sizeOf(n)))
  const rows = make('reshape', [updates], { shape })
  const wide = make('spread', [rows], { factors: shape.map((_, k) => (k === axis ? places.step : 1)) })
  const end = places.start + places.step * (places.count - 1) + 1
  return make('pad', [wide], {
    before: shape.map((_, k) => (k === axis ? places.start : 0)),
    after: shape.map((_, k) => (k === axis ? size - end : 0)),
  })
}
