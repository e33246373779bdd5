import { flag, numbers } from './attribute.js'
import { count } from './count.js'
import { type Dimension, entries, showShape } from './dimension.js'
import { type ResultType, resultType } from './elementwise.js'
import type { Node } from './node.js'
import type { Attributes, Build, Tensor, Typed } from './op.js'
import { at, refuse } from './refuse.js'
import { readView, stridesOf } from './strides.js'

/** Shape and type of a reduction over `axes`, which stay with size 1 under `keep`. */
export function reductionShape(
  op: string,
  inputs: readonly Typed[],
  attributes: Attributes,
  type: ResultType,
): Typed {
  const { shape } = at(inputs, 0)
  const axes = numbers(attributes, 'axes')
  const wrong = axes.find((axis) => axis < 0 || axis >= shape.length)
  if (wrong !== undefined) refuse('SSL3004', { op, axis: wrong, shape: showShape(shape) })
  const kept = flag(attributes, 'keep')
    ? keepShape(shape, axes)
    : shape.filter((_, axis) => !axes.includes(axis))
  return { shape: kept, type: resultType(type, inputs) }
}

/** The shape with size 1 at the reduced axes. */
export function keepShape(shape: readonly Dimension[], axes: readonly number[]): readonly Dimension[] {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
}

/** One number for each run along the reduced axes, which are moved to the end. */
export function reduceRows(
  { data, shape }: Tensor,
  axes: readonly number[],
  reduce: (data: Float64Array, start: number, end: number) => number,
): Float64Array {
  const strides = stridesOf(shape)
  const order = restLast(shape.length, axes)
  const moved = order.some((axis, k) => axis !== k)
    ? readView(
        data,
        order.map((axis) => at(shape, axis)),
        0,
        order.map((axis) => at(strides, axis)),
      )
    : data
  const row = count(axes.map((axis) => at(shape, axis)))
  const result = new Float64Array(count(shape.filter((_, axis) => !axes.includes(axis))))
  for (let k = 0; k < result.length; k++) result[k] = reduce(moved, k * row, (k + 1) * row)
  return result
}

/** All axes, the given ones last. */
function restLast(rank: number, axes: readonly number[]): number[] {
  const rest = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !axes.includes(axis))
  return [...rest, ...axes]
}

/** The cotangent of `max` or `min`: all of it goes to the first place that has the extreme value. */
export function extremumGradient(
  build: Build,
  node: Node,
  cotangent: Node,
  place: (x: Node, axis: number) => Node,
): Node {
  const x = at(node.inputs, 0)
  const axes = numbers(node.attributes, 'axes')
  const order = restLast(x.shape.length, axes)
  const moved = build.transpose(x, order)
  const rest = order.slice(0, order.length - axes.length).map((axis) => at(x.shape, axis))
  const size = entries(axes.map((axis) => at(x.shape, axis)))
  const flat = build.reshape(moved, [...rest, size])
  const chosen = build.reshape(place(flat, rest.length), [...rest, 1])
  const mask = build.equal(chosen, build.iota(size))
  const part = build.where(mask, build.reshape(cotangent, [...rest, 1]), build.fill(0))
  return build.transpose(build.reshape(part, moved.shape), build.inverse(order))
}
