import { callOf } from '../../graph/call.js'
import type { Node } from '../../graph/node.js'
import { arrange, at, identity, plain, product, toPlain, type Value } from '../lowering/value.js'
import type { Lower, Lowering } from './lower.js'
import { type Attributes, cast, constantOf, emit, type Model, result } from './model.js'

/** Whether the statistics are those of the whole batch: over shares of it the body is lowered. */
export const isWholeBatch = (node: Node): boolean => {
  const { training, groups } = callOf(node).configuration
  return training === true && groups === 1
}

/** The operator's name, the input with its channels last, and the operands of the operator. */
interface Normalised {
  readonly name: string
  readonly x: Value
  readonly map: string
  readonly scale: string
  readonly attributes: Attributes
}

/** The same operator for the result, the statistics and what the gradient needs. */
function normalised(node: Node, lower: Lower): Normalised {
  const { model } = lower
  const { arguments: given, configuration } = callOf(node)
  const x = channelsLast(model, lower.loose.value(at(given, 0)))
  const channels = at(x.shape, -1)
  const parameter = (place: number, otherwise: number) =>
    configuration.affine === true
      ? toPlain(model, lower.value(at(given, place))).name
      : constantOf(model, 'f32', [otherwise], [channels])
  const [scale, shift] = [parameter(1, 1), parameter(2, 0)]
  const map = model.reshape(x.name, mapShape(x.shape))
  const none = constantOf(model, 'f32', [], [0])
  const attributes = { epsilon: { float: Number(configuration.eps) }, is_training: { flag: true } }
  const type = model.types.get(map) ?? 'f32'
  const types = [type, 'f32', 'f32', 'f32', 'f32', 'f32'] as const
  const name = emit(model, 'FusedBatchNormV3', [map, scale, shift, none, none], attributes, { types })
  return { name, x, map, scale, attributes }
}

/** Statistics are over all axes but the last: how the others lie does not matter. */
function channelsLast(model: Model, x: Value): Value {
  const last = x.order.length - 1
  return x.order[last] === last ? x : toPlain(model, x)
}

/** Four axes. */
function mapShape(shape: readonly number[]): number[] {
  const [front, back] = [shape.slice(0, -3), shape.slice(-3)]
  return shape.length > 3 ? [product(front), ...back] : [product(shape.slice(0, -1)), 1, 1, at(shape, -1)]
}

export const lowerBatchNorm: Lowering = (node, lower) => {
  const { model } = lower
  const { name, x } = normalised(node, lower)
  const [mean, variance] = callOf(node).others
  const channels = at(x.shape, -1)
  if (mean) lower.give(mean, plain(result(name, 1), [channels], 'f32'))
  if (variance) {
    // The operator gives the sum of squares over n − 1.
    const count = product(x.shape) / channels
    const share = constantOf(model, 'f32', [(count - 1) / count], [])
    lower.give(variance, plain(model.multiply(result(name, 2), share), [channels], 'f32'))
  }
  return { ...x, name: model.reshape(name, x.shape) }
}

export const lowerBatchNormGradient: Lowering = (node, lower) => {
  const { model } = lower
  const { arguments: given, of = 0 } = callOf(node)
  const { name, x, map, scale, attributes } = normalised(node, lower)
  const type = model.types.get(map) ?? 'f32'
  const cotangent = arrange(model, lower.loose.value(at(given, -1)), x.order)
  const dy = model.reshape(cast(model, cotangent.name, type), mapShape(x.shape))
  const reserved = [3, 4, 5].map((place) => result(name, place))
  const types = [type, 'f32', 'f32', 'f32', 'f32'] as const
  const slopes = emit(model, 'FusedBatchNormGradV3', [dy, map, scale, ...reserved], attributes, { types })
  if (of === 0) return { ...x, name: model.reshape(slopes, x.shape) }
  return { name: result(slopes, of), shape: [at(x.shape, -1)], order: identity(1), type: 'f32' }
}
