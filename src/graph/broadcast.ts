import { type Dimension, differ, equal, numberOf, showShape } from './dimension.js'
import type { Node } from './node.js'
import type { Build } from './op.js'
import { at, refuse } from './refuse.js'

/** The common shape of tensors whose trailing axes are equal or 1. */
export function broadcastShapes(op: string, shapes: readonly (readonly Dimension[])[]): readonly Dimension[] {
  return shapes.reduce((left, right) => broadcastPair(op, left, right), [] as readonly Dimension[])
}

function broadcastPair(
  op: string,
  left: readonly Dimension[],
  right: readonly Dimension[],
): readonly Dimension[] {
  if (left.length < right.length) return broadcastPair(op, right, left)
  const lead = left.length - right.length
  return left.map((a, axis) => {
    const b = axis < lead ? 1 : at(right, axis - lead)
    return unite(a, b) ?? refuse('SSL3002', { op, left: showShape(left), right: showShape(right) })
  })
}

/** The common size of two axes, one of which may be 1; undefined where they differ. */
export function unite(a: Dimension, b: Dimension): Dimension | undefined {
  if (equal(b, 1) || equal(a, b)) return a
  if (equal(a, 1)) return b
  const [known, other] = [numberOf(a), numberOf(b)]
  if (known !== undefined && other !== undefined) return known === other ? a : undefined
  return differ(a, b) ? undefined : a
}

/** Whether broadcasting turns the shape `from` into `to`. */
export function repeatable(from: readonly Dimension[], to: readonly Dimension[]): boolean {
  const lead = to.length - from.length
  return lead >= 0 && from.every((size, axis) => equal(size, 1) || mayEqual(size, at(to, axis + lead)))
}

/** Not known to differ: equal numbers where both have one. */
export function mayEqual(a: Dimension, b: Dimension): boolean {
  const [known, other] = [numberOf(a), numberOf(b)]
  return known !== undefined && other !== undefined ? known === other : !differ(a, b)
}

/** Axes of `result` along which a tensor of shape `input` was repeated, and those it lacks in front. */
export function repeatedAxes(input: readonly Dimension[], result: readonly Dimension[]): number[] {
  const lead = result.length - input.length
  return result.flatMap((size, axis) =>
    axis < lead || (equal(at(input, axis - lead), 1) && !equal(size, 1)) ? [axis] : [],
  )
}

/** The transpose of broadcasting: sums a cotangent back to the shape of an input. */
export function unbroadcast(build: Build, cotangent: Node, input: Node): Node {
  const axes = repeatedAxes(input.shape, cotangent.shape)
  if (axes.length === 0) return cotangent
  const lead = cotangent.shape.length - input.shape.length
  if (axes.every((axis) => axis < lead)) return build.sum(cotangent, axes)
  return build.reshape(build.sum(cotangent, axes, true), input.shape)
}
