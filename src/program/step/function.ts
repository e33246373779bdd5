import { nodesOf } from '../../graph/function.js'
import type { GraphFunction } from '../../graph/graph.js'
import type { Node } from '../../graph/node.js'

/** A function of the graph: its inputs are those that its outputs and updates need. */
export function functionOf(
  outputs: Readonly<Record<string, Node>>,
  updates: Readonly<Record<string, Node>>,
): GraphFunction {
  const inputs: Record<string, Node> = {}
  for (const node of nodesOf({ outputs, updates })) {
    if (node.op === 'input') inputs[String(node.attributes.name)] = node
  }
  return { inputs, outputs, updates }
}

/** Paths of the variables that a function reads or writes. */
export function variablesOf(target: GraphFunction): Set<string> {
  const paths = new Set(Object.keys(target.updates))
  for (const node of nodesOf(target)) {
    if (node.op === 'variable') paths.add(String(node.attributes.path))
  }
  return paths
}
