import type { Node } from './node.js'

/**
 * All nodes that `outputs` need along `edges`, inputs before users, in a fixed order. Not recursive: graphs
 * are deep.
 */
export function inOrder(
  outputs: readonly Node[],
  edges: (node: Node) => readonly Node[] = (node) => node.inputs,
): Node[] {
  const order: Node[] = []
  const entered = new Set<Node>()
  const open: { readonly node: Node; readonly inputs: readonly Node[]; next: number }[] = []
  const enter = (node: Node): void => {
    if (entered.has(node)) return
    entered.add(node)
    open.push({ node, inputs: edges(node), next: 0 })
  }
  for (const output of outputs) {
    enter(output)
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const input = top.inputs[top.next++]
      if (input) enter(input)
      else {
        order.push(top.node)
        open.pop()
      }
    }
  }
  return order
}
