import { dimension, number } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import { shapeOf } from '../lowering/lower.js'
import { at, plain, product, toPlain } from '../lowering/value.js'
import type { Lower, Lowering } from './lower.js'
import { constantOf, emit, integers, type Model, result } from './model.js'

/** Index numbers kept inside an axis: TensorFlow takes others for mistakes. */
export function clamped(model: Model, index: string, size: number): string {
  const bound = (value: number) => constantOf(model, 'int', [value], [])
  return emit(model, 'Minimum', [emit(model, 'Maximum', [index, bound(0)]), bound(size - 1)])
}

const plainInput = (lower: Lower, node: Parameters<Lowering>[0], place: number) =>
  toPlain(lower.model, lower.value(at(node.inputs, place)))

export const lowerGather: Lowering = (node, lower) => {
  const { model } = lower
  const [x, index] = [plainInput(lower, node, 0), plainInput(lower, node, 1)]
  const [axis, batch] = [number(node.attributes, 'axis'), number(node.attributes, 'batch')]
  const inputs = [x.name, clamped(model, index.name, at(x.shape, axis)), integers(model, [axis], [])]
  const name = emit(model, 'GatherV2', inputs, { batch_dims: { int: batch } })
  return plain(name, shapeOf(node), node.type)
}

/** Sums of rows: the axes up to the indexed one become one, `segment` says where each row goes. */
export const lowerScatterAdd: Lowering = (node, lower) => {
  const { model } = lower
  const shape = shapeOf(node)
  const [index, updates] = [plainInput(lower, node, 0), plainInput(lower, node, 1)]
  const [axis, batch] = [number(node.attributes, 'axis'), number(node.attributes, 'batch')]
  const size = sizeOf(dimension(node.attributes, 'size'))
  const [batches, middle] = [product(shape.slice(0, batch)), product(shape.slice(batch, axis))]
  const [picks, row] = [product(index.shape.slice(batch)), product(shape.slice(axis + 1))]
  const cells = model.reshape(clamped(model, index.name, size), [batches, 1, picks])
  const offsets = Array.from({ length: batches * middle }, (_, k) => k * size)
  const segment = model.add(cells, constantOf(model, 'int', offsets, [batches, middle, 1]))
  const count = batches * middle * picks
  const rows = model.reshape(updates.name, [count, row])
  const segments = integers(model, [batches * middle * size], [])
  const name = emit(model, 'UnsortedSegmentSum', [rows, model.reshape(segment, [count]), segments])
  return plain(model.reshape(name, shape), shape, node.type)
}

export const lowerScatterUpdate: Lowering = (node, lower) => {
  const { model } = lower
  const [x, index, rows] = [
    plainInput(lower, node, 0),
    plainInput(lower, node, 1),
    plainInput(lower, node, 2),
  ]
  const inside = clamped(model, index.name, at(x.shape, 0))
  const places = model.reshape(inside, [at(index.shape, 0), 1])
  return { ...x, name: emit(model, 'TensorScatterUpdate', [x.name, places, rows.name]) }
}

/** The largest of all negated entries; of equals `TopKV2` gives the lower place first. */
export const lowerArgsort: Lowering = (node, lower) => {
  const { model } = lower
  const x = plainInput(lower, node, 0)
  const count = integers(model, [at(x.shape, -1)], [])
  const negated = emit(model, 'Neg', [x.name])
  const sorted = emit(model, 'TopKV2', [negated, count], {}, { types: [x.type, 'int'] })
  return plain(result(sorted, 1), x.shape, 'int')
}
