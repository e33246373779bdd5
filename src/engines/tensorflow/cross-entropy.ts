import { callOf } from '../../graph/call.js'
import { equalShapes } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { shapeOf } from '../lowering/lower.js'
import { at, plain, product, sameList, toPlain, type Value } from '../lowering/value.js'
import { clamped } from './indexing.js'
import type { Lower, Lowering } from './lower.js'
import { emit, result } from './model.js'

/** Whether every loss has scores of its own; labels may be shared. */
export function hasOwnScores(node: Node): boolean {
  const { arguments: given, of } = callOf(node)
  const [logits] = given
  return (
    logits !== undefined &&
    equalShapes(logits.shape.slice(0, -1), (of === undefined ? node : at(given, 2)).shape)
  )
}

/** One operator gives the losses and their gradients: of rows of scores. */
function lossOf(node: Node, lower: Lower): string {
  const { model } = lower
  const [logits, label] = callOf(node).arguments.map((one) => toPlain(model, lower.value(one))) as [
    Value,
    Value,
  ]
  const [front, classes] = [logits.shape.slice(0, -1), at(logits.shape, -1)]
  const whole = sameList(front, label.shape) ? label.name : model.expand(label.name, front)
  const rows = model.reshape(logits.name, [product(front), classes])
  const labels = clamped(model, model.reshape(whole, [product(front)]), classes)
  const types = ['f32', 'f32'] as const
  return emit(model, 'SparseSoftmaxCrossEntropyWithLogits', [rows, labels], {}, { types })
}

export const lowerCrossEntropy: Lowering = (node, lower) => {
  const shape = shapeOf(node)
  return plain(lower.model.reshape(lossOf(node, lower), shape), shape, 'f32')
}

export const lowerCrossEntropyGradient: Lowering = (node, lower) => {
  const { model } = lower
  const cotangent = toPlain(model, lower.value(at(callOf(node).arguments, -1)))
  const column = model.reshape(cotangent.name, [product(cotangent.shape), 1])
  const name = model.multiply(result(lossOf(node, lower), 1), column)
  const shape = shapeOf(node)
  return plain(model.reshape(name, shape), shape, 'f32')
}
