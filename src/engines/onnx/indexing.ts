import { dimension, number } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { shapeOf } from '../lowering/lower.js'
import { at, plain, product, reshape, toPlain } from '../lowering/value.js'
import type { Lower, Lowering } from './lower.js'
import { constantOf, emit, emitAll, integers } from './model.js'

/** Index numbers kept inside an axis. */
export function clamped(lower: Lower, index: string, size: number): string {
  const bound = (value: number) => constantOf(lower.model, 'int', [value], [])
  return emit(lower.model, 'Min', [emit(lower.model, 'Max', [index, bound(0)]), bound(size - 1)])
}

interface Rows {
  /** Places in the flattened front axes of the indexed tensor, [batch, middle, picks]. */
  readonly index: string
  readonly batches: number
  readonly middle: number
  readonly picks: number
  readonly row: number
}

/** Gather and its transpose as rows of a matrix: the axes up to the indexed one become one. */
function rows(lower: Lower, shape: readonly number[], index: Node, axis: number, batch: number): Rows {
  const places = toPlain(lower.model, lower.value(index))
  const size = at(shape, axis)
  const [batches, middle] = [product(shape.slice(0, batch)), product(shape.slice(batch, axis))]
  const picks = product(places.shape.slice(batch))
  const inside = clamped(lower, places.name, size)
  const cells = reshape(lower.model, inside, places.shape, [batches, 1, picks])
  const offsets = Array.from({ length: batches * middle }, (_, k) => k * size)
  const flat =
    batches * middle === 1
      ? cells
      : emit(lower.model, 'Add', [cells, constantOf(lower.model, 'int', offsets, [batches, middle, 1])])
  return { index: flat, batches, middle, picks, row: product(shape.slice(axis + 1)) }
}

export const lowerGather: Lowering = (node, lower) => {
  const value = lower.value(at(node.inputs, 0))
  const [axis, batch] = [number(node.attributes, 'axis'), number(node.attributes, 'batch')]
  const index = at(node.inputs, 1)
  const shape = shapeOf(node)
  const x = toPlain(lower.model, value)
  if (batch === 0) {
    const places = toPlain(lower.model, lower.value(index))
    const inside = clamped(lower, places.name, at(x.shape, axis))
    return plain(emit(lower.model, 'Gather', [x.name, inside], { axis }), shape, node.type)
  }
  const { index: flat, batches, middle, picks, row } = rows(lower, x.shape, index, axis, batch)
  const table = reshape(lower.model, x.name, x.shape, [product(x.shape.slice(0, axis + 1)), row])
  const taken = emit(lower.model, 'Gather', [table, flat], { axis: 0 })
  return plain(reshape(lower.model, taken, [batches, middle, picks, row], shape), shape, node.type)
}

/** One after the other, so that sums do not depend on threads and the last of several rows stays. */
function scatterRows(
  lower: Lower,
  table: string,
  index: string,
  updates: string,
  [count, row]: readonly [number, number],
  reduction: 'add' | 'none',
): string {
  const column = reshape(lower.model, index, [], [count, 1])
  const wide = emit(lower.model, 'Expand', [column, integers(lower.model, [count, row])])
  return emit(lower.model, 'ScatterElements', [table, wide, updates], { axis: 0, reduction })
}

export const lowerScatterAdd: Lowering = (node, lower) => {
  const shape = shapeOf(node)
  const [index, source] = [at(node.inputs, 0), at(node.inputs, 1)]
  const [axis, batch] = [number(node.attributes, 'axis'), number(node.attributes, 'batch')]
  const size = sizeOf(dimension(node.attributes, 'size'))
  const updates = toPlain(lower.model, lower.value(source))
  const whole = shape.map((own, k) => (k === axis ? size : own))
  const { index: flat, batches, middle, picks, row } = rows(lower, whole, index, axis, batch)
  const count = batches * middle * picks
  const front = product(whole.slice(0, axis + 1))
  const zero = constantOf(lower.model, node.type, [0], [1])
  const table = emit(lower.model, 'Expand', [zero, integers(lower.model, [front, row])])
  const flatUpdates = reshape(lower.model, updates.name, updates.shape, [count, row])
  const name = scatterRows(lower, table, flat, flatUpdates, [count, row], 'add')
  return plain(reshape(lower.model, name, [front, row], shape), shape, node.type)
}

export const lowerScatterUpdate: Lowering = (node, lower) => {
  const [x, index, rowsIn] = node.inputs.map((input) => toPlain(lower.model, lower.value(input)))
  const shape = shapeOf(node)
  const [size, count] = [at(shape, 0), at(index?.shape ?? [], 0)]
  const row = product(shape.slice(1))
  const inside = clamped(lower, index?.name ?? '', size)
  const table = reshape(lower.model, x?.name ?? '', shape, [size, row])
  const updates = reshape(lower.model, rowsIn?.name ?? '', rowsIn?.shape ?? [], [count, row])
  const name = scatterRows(lower, table, inside, updates, [count, row], 'none')
  return plain(reshape(lower.model, name, [size, row], shape), shape, node.type)
}

/** `TopK` of all entries; of equals it gives the lower place first. */
export const lowerArgsort: Lowering = (node, lower) => {
  const x = toPlain(lower.model, lower.value(at(node.inputs, 0)))
  const count = integers(lower.model, [at(x.shape, -1)])
  const attributes = { axis: x.shape.length - 1, largest: 0, sorted: 1 }
  const places = at(emitAll(lower.model, 'TopK', [x.name, count], attributes, 2), 1)
  return plain(emit(lower.model, 'Cast', [places], { to: 6 }), x.shape, 'int')
}
