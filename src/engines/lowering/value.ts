import type { ElementType } from '../../graph/node.js'
import type { Maker } from './maker.js'

/**
 * A tensor of the engine's graph. Its axes may lie in another order than those of the node that it stands
 * for: `order[k]` is the axis of the node that lies at place k. So a convolution may leave its channels in
 * front, and whatever follows entry by entry keeps them there.
 */
export interface Value {
  readonly name: string
  /** Sizes as they lie. */
  readonly shape: readonly number[]
  readonly order: readonly number[]
  readonly type: ElementType
}

export const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1)

export const identity = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis)

export const sameList = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, k) => item === b[k])

/** The item at `index`, which is there. */
export function at<T>(list: readonly T[], index: number): T {
  return list.at(index) as T
}

/** Axes of size 1 lie anywhere. */
const places = ({ shape, order }: Value): number[] => order.filter((_, k) => shape[k] !== 1)

/** Sizes of the node's axes. */
export function logicalShape(value: Value): number[] {
  const shape: number[] = []
  for (const [k, axis] of value.order.entries()) shape[axis] = at(value.shape, k)
  return shape
}

/** A tensor whose axes lie as those of its node. */
export function plain(name: string, shape: readonly number[], type: ElementType): Value {
  return { name, shape, order: identity(shape.length), type }
}

export function isPlain(value: Value): boolean {
  return value.order.every((axis, k) => axis === k)
}

/** The same tensor with its axes in `order`. */
export function arrange(model: Maker, value: Value, order: readonly number[]): Value {
  if (sameList(value.order, order)) return value
  const sizes = logicalShape(value)
  const shape = order.map((axis) => at(sizes, axis))
  const moved = { shape, order, type: value.type }
  if (sameList(places(value), places({ ...moved, name: '' })))
    return { ...moved, name: reshape(model, value.name, value.shape, shape) }
  const perm = order.map((axis) => value.order.indexOf(axis))
  return { ...moved, name: model.transpose(value.name, perm) }
}

export function toPlain(model: Maker, value: Value): Value {
  return arrange(model, value, identity(value.order.length))
}

/** The name of the same entries under another shape. */
export function reshape(model: Maker, name: string, from: readonly number[], to: readonly number[]): string {
  return sameList(from, to) ? name : model.reshape(name, to)
}
