import type { Node } from '../../graph/node.js'
import { operands } from '../lowering/operands.js'
import type { Lower, Lowering } from './lower.js'
import { type Attributes, emit } from './model.js'

/** An operator that works entry by entry, in the order of its largest operand. */
export function elementwise(op: string, attributes: Attributes = {}): Lowering {
  return composed((names, { model }, { type }) => emit(model, op, names, attributes, { types: [type] }))
}

/** Entry by entry, as a composition. */
export function composed(compose: (names: readonly string[], lower: Lower, node: Node) => string): Lowering {
  return (node, lower) => {
    const { values, order, shape } = operands(lower, node)
    const names = values.map((value) => value.name)
    return { name: compose(names, lower, node), shape, order, type: node.type }
  }
}
