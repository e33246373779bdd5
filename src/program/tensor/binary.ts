import * as build from '../../graph/build.js'
import { type Dimension, showShape } from '../../graph/dimension.js'
import { moved } from '../kind.js'
import { refuse } from '../report.js'
import { align, joinLeads, leadsOf, parseLetters, sameShape, sizesOf } from './letters.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/**
 * Operands side by side for an entry-by-entry op. Without a specification trailing axes align, whole
 * axes only; with one (`ij,ijc->ijc`) equal letters do, and lead axes of one operand may be missing.
 */
function aligned(op: string, values: readonly TensorLike[], spec: string | undefined): readonly Tensor[] {
  const nodes = values.map(tensor)
  return spec === undefined ? trailing(op, nodes) : lettered(op, nodes, spec)
}

function trailing(op: string, nodes: readonly Tensor[]): readonly Tensor[] {
  nodes.reduce((longest: readonly Dimension[], { shape }) => {
    const [long, short] = longest.length >= shape.length ? [longest, shape] : [shape, longest]
    if (!sameShape(long.slice(long.length - short.length), short)) {
      refuse('SSL3002', { op, left: showShape(longest), right: showShape(shape) })
    }
    return long
  }, [])
  return nodes
}

function lettered(op: string, nodes: readonly Tensor[], spec: string): readonly Tensor[] {
  const { operands, result } = parseLetters(spec)
  sizesOf(op, nodes, operands)
  joinLeads(
    op,
    nodes.map((node, k) => leadsOf(op, node, operands[k]?.length ?? 0)),
  )
  return nodes.map((node, k) => align(node, operands[k] ?? '', result))
}

type Binary = (a: TensorLike, b: TensorLike, spec?: string) => Tensor

const binary =
  (op: string, make: (a: Tensor, b: Tensor) => Tensor): Binary =>
  (a, b, spec) => {
    const [left, right] = aligned(op, [a, b], spec) as [Tensor, Tensor]
    return make(left, right)
  }

export const add = binary('+', build.add)
export const subtract = binary('-', build.subtract)
export const multiply = binary('*', build.multiply)
export const divide = binary('/', build.divide)
export const power = binary('^', build.power)
export const maximum = binary('maximum', build.maximum)
export const minimum = binary('minimum', build.minimum)
export const equal = binary('==', build.equal)
export const notEqual = binary('!=', build.notEqual)
export const less = binary('<', build.less)
export const lessEqual = binary('<=', build.lessEqual)
export const greater = binary('>', build.greater)
export const greaterEqual = binary('>=', build.greaterEqual)
export const and = binary('and', build.and)
export const or = binary('or', build.or)

/** Whole quotient and remainder of tensors, rounding down. */
export const divTensor = binary('div', build.div)
export const modTensor = binary('mod', build.mod)

/** `a` where the condition is true, else `b`. */
export function where(condition: TensorLike, a: TensorLike, b: TensorLike, spec?: string): Tensor {
  const [c, yes, no] = aligned('where', [condition, a, b], spec) as [Tensor, Tensor, Tensor]
  return moved(build.where(c, yes, no), [tensor(a), tensor(b)], rowwise(c, yes, no))
}

/** Whether whole rows are chosen: then `unit` and `prob` rows stay so. */
function rowwise(condition: Tensor, a: Tensor, b: Tensor): boolean {
  const rank = Math.max(a.shape.length, b.shape.length)
  return condition.shape.length === 0 || (condition.shape.length === rank && condition.shape.at(-1) === 1)
}
