import type { Node } from '../../graph/node.js'
import { type Lower, shapeOf } from './lower.js'
import { arrange, at, identity, isPlain, product, reshape, type Value } from './value.js'

/** The number of a constant with equal entries. */
export function fillOf(node: Node): number | undefined {
  return node.op === 'constant' && node.data?.length === 1 ? node.data[0] : undefined
}

/** What an elementwise op needs not repeat: the op repeats it by itself. */
export function unrepeated(node: Node): Node {
  let inner = node
  while (inner.op === 'broadcast') inner = at(inner.inputs, 0)
  return inner
}

/** The operands of an elementwise op, ready to be broadcast against each other, and how the result lies. */
export function operands(
  lower: Lower,
  node: Node,
  inputs: readonly Node[] = node.inputs,
): { values: Value[]; order: readonly number[]; shape: readonly number[] } {
  const shape = shapeOf(node)
  const inner = inputs.map(unrepeated)
  const raw = inner.map((input) => (fillOf(input) === undefined ? lower.value(input) : undefined))
  const total = product(shape)
  const full = raw.filter((value) => value?.shape.length === shape.length && product(value.shape) === total)
  const order = (full.find((value) => value && !isPlain(value)) ?? full[0])?.order ?? identity(shape.length)
  const values = inner.map((input, k) => {
    const value = raw[k]
    return value ? aligned(lower, value, order) : scalar(lower, input)
  })
  const covered = coverage(values.map((value) => value.shape)) === total
  const laid = order.map((axis) => at(shape, axis))
  if (!covered)
    values[0] = { ...at(values, 0), shape: laid, name: lower.model.expand(at(values, 0).name, laid) }
  return { values, order, shape: laid }
}

function scalar(lower: Lower, node: Node): Value {
  const name = lower.model.constant(node.type, [fillOf(node) ?? 0], [])
  return { name, shape: [], order: [], type: node.type }
}

/** The number of entries after broadcasting. */
function coverage(shapes: readonly (readonly number[])[]): number {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length))
  return product(
    identity(rank).map((k) => {
      const sizes = shapes.map((shape) => shape[shape.length - 1 - k] ?? 1)
      return sizes.find((size) => size !== 1) ?? 1
    }),
  )
}

/** A tensor with axes of size 1 in front, so that its axes lie as those of a larger one. */
export function aligned(lower: Lower, value: Value, order: readonly number[]): Value {
  const lead = order.length - value.order.length
  if (value.order.length === 0 || (lead >= 0 && isPlain(value) && order.every((axis, k) => axis === k))) {
    return value
  }
  const shape = [...identity(lead).map(() => 1), ...value.shape]
  const own = [...identity(lead), ...value.order.map((axis) => axis + lead)]
  const name = reshapeLazily(value, shape, own, order) ?? reshape(lower.model, value.name, value.shape, shape)
  return arrange(lower.model, { ...value, name, shape, order: own }, order)
}

/** Where `arrange` reshapes anyhow, the name may stay that of the unshaped tensor. */
function reshapeLazily(
  value: Value,
  shape: readonly number[],
  own: readonly number[],
  order: readonly number[],
): string | undefined {
  const before = own.filter((_, k) => shape[k] !== 1)
  const after = order.filter((axis) => at(shape, own.indexOf(axis)) !== 1)
  const moved = own.some((axis, k) => axis !== order[k])
  return moved && before.every((axis, k) => axis === after[k]) ? value.name : undefined
}
