import type { Node } from '../../graph/node.js'
import { operands } from '../lowering/operands.js'
import type { Lower, Lowering } from './lower.js'
import { type Attributes, emit } from './model.js'
import { alike } from './precision.js'

/**
 * An operator that works entry by entry, in the order of its largest operand. In `any` precision: in that of its
 * operands, if all have the same.
 */
export function elementwise(
  op: string,
  attributes: Attributes = {},
  precision: 'f32' | 'any' = 'f32',
): Lowering {
  return (node, lower) => {
    const loose = precision === 'any'
    const { values, order, shape } = operands(loose ? lower.loose : lower, node)
    const names = values.map(({ name }) => name)
    const given = loose ? alike(lower.model, names) : names
    const types = loose ? undefined : { types: [node.type] }
    return { name: emit(lower.model, op, given, attributes, types), shape, order, type: node.type }
  }
}

/** Entry by entry, as a composition. */
export function composed(compose: (names: readonly string[], lower: Lower, node: Node) => string): Lowering {
  return (node, lower) => {
    const { values, order, shape } = operands(lower, node)
    const names = values.map((value) => value.name)
    return { name: compose(names, lower, node), shape, order, type: node.type }
  }
}
