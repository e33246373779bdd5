import type { Node } from '../../graph/node.js'
import { shapeOf } from '../lowering/lower.js'
import { fillOf, operands } from '../lowering/operands.js'
import { at, product } from '../lowering/value.js'
import { elementwise } from './elementwise.js'
import { materialise } from './form.js'
import type { Lower, Lowering } from './lower.js'
import { emit } from './model.js'

/** From this size on, masks of `relu` are multiplied. */
const large = 65536

/** Turns every positive float32 number into at least 1. */
const steep = 3e38

/**
 * A choice entry by entry. The gradient of a large `relu` is a product with its mask: `Where` is twice as
 * slow, being not vectorised. (`relu` of a number that is not positive passes 0 times the cotangent, which
 * is 0 for every cotangent that is finite.)
 */
export const lowerWhere: Lowering = (node, lower) => {
  const [condition, a] = [at(node.inputs, 0), at(node.inputs, 1)]
  const masked = reluMask(condition, lower)
  if (masked && isMasked(node) && product(shapeOf(node)) >= large) {
    const { values, order, shape } = operands(lower, node, [masked, a])
    const [x, cotangent] = [at(values, 0).name, at(values, 1).name]
    const mask = emit(lower.model, 'HardSigmoid', [x], { alpha: { float: steep }, beta: { float: 0 } })
    return { name: emit(lower.model, 'Mul', [mask, cotangent]), order, shape, type: 'f32' }
  }
  if (node.type === 'bool') return chosenTruth(node, lower)
  return elementwise('Where')(node, lower)
}

/** The `relu` of x for a condition x > 0: it is positive where x is. */
function reluMask(condition: Node, lower: Lower): Node | undefined {
  const [x, bound] = condition.inputs
  if (condition.op !== 'greater' || !x || !bound || fillOf(bound) !== 0) return undefined
  return lower.users(x).find((user) => user.op === 'relu')
}

/** The sum of scaled tensors below a `relu` is not made for itself where only `relu` and its mask read it. */
export const lowerRelu: Lowering = (node, lower) => {
  const x = at(node.inputs, 0)
  const form = lower.form(x)
  const alone = lower.users(x).every((user) => user === node || isMask(user, x, lower))
  return form && alone ? materialise(form, lower, 'Relu') : elementwise('Relu')(node, lower)
}

/** Whether a node is x > 0 and only chooses in gradients that are large enough for `lowerWhere`. */
function isMask(node: Node, x: Node, lower: Lower): boolean {
  const users = lower.users(node)
  return (
    node.op === 'greater' &&
    node.inputs[0] === x &&
    product(shapeOf(x)) >= large &&
    users.every((user) => user.op === 'where' && isMasked(user))
  )
}

const isMasked = ({ inputs, type }: Node): boolean => type === 'f32' && fillOf(at(inputs, 2)) === 0

/** ONNX Runtime chooses between no truth values. */
function chosenTruth(node: Node, lower: Lower): ReturnType<Lowering> {
  const { values, order, shape } = operands(lower, node)
  const [condition, a, b] = values.map((value) => value.name)
  const { model } = lower
  const first = emit(model, 'And', [condition ?? '', a ?? ''])
  const second = emit(model, 'And', [emit(model, 'Not', [condition ?? '']), b ?? ''])
  return { name: emit(model, 'Or', [first, second]), order, shape, type: 'bool' }
}
