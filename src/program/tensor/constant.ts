import { evaluateNodes } from '../../engines/reference/evaluate.js'
import type { Node } from '../../graph/node.js'
import { inOrder } from '../../graph/order.js'

/** The values of a tensor that depends on constants alone; undefined where it depends on more. */
export function constantValues(node: Node): Float64Array | undefined {
  const fixed = inOrder([node]).every(
    ({ op, shape }) =>
      op !== 'input' &&
      op !== 'variable' &&
      shape.every((size) => typeof size === 'number' || size.value !== undefined),
  )
  return fixed ? evaluateNodes([node], new Map())[0] : undefined
}
