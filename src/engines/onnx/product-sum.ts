import { flag, numbers } from '../../graph/attribute.js'
import type { Node } from '../../graph/node.js'
import { shapeOf } from '../lowering/lower.js'
import { plainProduct } from '../lowering/matrix-product.js'
import { unrepeated } from '../lowering/operands.js'
import { arrange, at, identity, product, reshape, sameList, type Value } from '../lowering/value.js'
import type { Lower } from './lower.js'

/** Below this many entries nothing is gained. */
const large = 4096

/**
 * The sum of a product that nobody else reads, as a contraction: it reads its operands once and the product
 * is never stored. Undefined for any other sum.
 */
export function lowerProductSum(node: Node, lower: Lower): Value | undefined {
  const factor = at(node.inputs, 0)
  if (factor.op !== 'multiply' || factor.type !== 'f32' || lower.users(factor).length > 1) return undefined
  const shape = shapeOf(factor)
  const [a, b] = factor.inputs.map(unrepeated)
  if (!a || !b || product(shape) < large) return undefined
  if (![a, b].every((input) => input.op !== 'constant' && sameList(shapeOf(input), shape))) return undefined
  const left = lower.value(a)
  const right = arrange(lower.model, lower.value(b), left.order)
  const letters = left.order.map((axis) => `a${axis}`)
  const axes = numbers(node.attributes, 'axes')
  const last = left.order.at(-1)
  if (last === undefined || !axes.includes(last)) return undefined
  const rest = identity(shape.length).filter((axis) => !axes.includes(axis))
  const result = plainProduct(
    lower.model,
    { name: left.name, letters, sizes: left.shape },
    { name: right.name, letters, sizes: right.shape },
    rest.map((axis) => `a${axis}`),
  )
  const order = result.letters.map((letter) => rest.indexOf(Number(letter.slice(1))))
  if (!flag(node.attributes, 'keep')) return { name: result.name, order, shape: result.sizes, type: 'f32' }
  const full = [...result.letters.map((letter) => Number(letter.slice(1))), ...axes]
  const sizes = [...result.sizes, ...axes.map(() => 1)]
  return {
    name: reshape(lower.model, result.name, result.sizes, sizes),
    order: full,
    shape: sizes,
    type: 'f32',
  }
}
