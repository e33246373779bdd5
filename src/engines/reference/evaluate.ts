import { count } from '../../graph/count.js'
import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import type { Tensor } from '../../graph/op.js'
import { ops } from '../../graph/ops/index.js'
import { inOrder } from '../../graph/order.js'
import { fail } from '../../messages/catalogue.js'

/** Values of inputs by name, of variables by path, or of any node by itself. */
export type GivenValues = ReadonlyMap<Node | string, ArrayLike<number>>

/**
 * The values of nodes in float64, row-major. An array may be one of `values` or of a constant: do not
 * change it. Throws an `SslError` that names an input or variable without values.
 */
export function evaluateNodes(outputs: readonly Node[], values: GivenValues): Float64Array[] {
  const order = inOrder(outputs)
  const uses = countUses(order, outputs)
  const tensors = new Map<Node, Tensor>()
  for (const node of order) {
    tensors.set(node, valueOfNode(node, tensors, values))
    for (const input of node.inputs) {
      const left = (uses.get(input) ?? 0) - 1
      uses.set(input, left)
      if (left === 0) tensors.delete(input)
    }
  }
  return outputs.map((node) => (tensors.get(node) as Tensor).data)
}

/** How often each node is read, so that its values can be dropped after the last time. */
function countUses(order: readonly Node[], outputs: readonly Node[]): Map<Node, number> {
  const uses = new Map<Node, number>()
  for (const read of [...order.flatMap((node) => node.inputs), ...outputs])
    uses.set(read, (uses.get(read) ?? 0) + 1)
  return uses
}

function valueOfNode(node: Node, tensors: ReadonlyMap<Node, Tensor>, values: GivenValues): Tensor {
  const shape = node.shape.map(sizeOf)
  const given = values.get(node)
  if (given) return { data: checked(node.op, given, shape), shape }
  if (node.op === 'constant') return { data: constantData(node, shape), shape }
  if (node.op === 'input' || node.op === 'variable') {
    const name = String(node.attributes[node.op === 'input' ? 'name' : 'path'])
    return { data: checked(name, values.get(name) ?? fail('SSL7001', { name }), shape), shape }
  }
  const inputs = node.inputs.map((input) => tensors.get(input) as Tensor)
  return { data: ops[node.op].reference(inputs, node.attributes, shape), shape }
}

function constantData(node: Node, shape: readonly number[]): Float64Array {
  const data = node.data ?? new Float64Array(1)
  const size = count(shape)
  return data.length === size ? data : new Float64Array(size).fill(data[0] ?? 0)
}

function checked(name: string, values: ArrayLike<number>, shape: readonly number[]): Float64Array {
  const size = count(shape)
  if (values.length !== size)
    fail('SSL7002', { name, given: values.length, shape: `[${shape.join(', ')}]`, expected: size })
  return values instanceof Float64Array ? values : Float64Array.from(values)
}
