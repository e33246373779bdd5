import type { Node } from '../../../graph/node.js'
import { createInterner } from '../../../graph/passes/intern.js'

/** Gives nodes that compute the same value one node; `stop_gradient` and promises of a kind change none. */
export function sameValues(nodes: readonly Node[]): (node: Node) => Node {
  const { intern } = createInterner()
  const known = new Map<Node, Node>()
  const originals = new Map<Node, Node>()
  const first = (node: Node): Node => known.get(node) ?? node
  for (const node of nodes) {
    const [only] = node.inputs
    const same = (node.op === 'stopGradient' || node.op === 'declare') && only
    if (same) {
      known.set(node, first(only))
      continue
    }
    const one = intern({ ...node, inputs: node.inputs.map(first) })
    const original = originals.get(one) ?? node
    originals.set(one, original)
    known.set(node, original)
  }
  return first
}
