import type { Node } from '../../graph/node.js'
import { shapeOf } from '../lowering/lower.js'
import { fillOf, operands } from '../lowering/operands.js'
import { at, sameList, type Value } from '../lowering/value.js'
import { elementwise } from './elementwise.js'
import type { Lower, Lowering } from './lower.js'
import { emit } from './model.js'
import { alike } from './precision.js'

/** A choice entry by entry; the gradient of `relu`, which chooses by x > 0, in one pass. */
export const lowerWhere: Lowering = (node, lower) => {
  const [condition, cotangent, otherwise] = [at(node.inputs, 0), at(node.inputs, 1), at(node.inputs, 2)]
  const x = positive(condition)
  const masks = node.type === 'f32' && x && fillOf(otherwise) === 0 && sameList(shapeOf(x), shapeOf(node))
  return masks ? maskedBy(activated(x, lower), cotangent, node, lower) : elementwise('SelectV2')(node, lower)
}

/** This operator repeats nothing by itself. */
function maskedBy(x: Node, cotangent: Node, node: Node, lower: Lower): Value {
  const { model } = lower
  const { values, order, shape } = operands(lower.loose, node, [cotangent, x])
  const [slope, mask] = alike(
    model,
    values.map(({ name }) => name),
  ) as [string, string]
  const whole = sameList(at(values, 0).shape, shape) ? slope : model.expand(slope, shape)
  return { name: emit(model, 'ReluGrad', [whole, mask]), order, shape, type: 'f32' }
}

/** The x of a condition x > 0. */
function positive({ op, inputs }: Node): Node | undefined {
  const [x, bound] = inputs
  return op === 'greater' && x?.type === 'f32' && bound && fillOf(bound) === 0 ? x : undefined
}

/** The `relu` of x is positive where x is, and x itself then needs not be kept. */
const activated = (x: Node, lower: Lower): Node => lower.users(x).find(({ op }) => op === 'relu') ?? x
