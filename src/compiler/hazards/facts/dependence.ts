import type { Node } from '../../../graph/node.js'
import type { Build } from '../../../program/definition/build.js'

/** What a value depends on, as bits. */
export const dependence = { data: 1, draws: 2, kept: 4, parameters: 8, models: 16 } as const

/**
 * What each node depends on: the batch, draws, state or moving copies, parameters, results of models.
 * `nodes` have inputs before users.
 */
export function dependences(
  nodes: readonly Node[],
  { variables }: Build,
  isMade: (node: Node) => boolean,
): ReadonlyMap<Node, number> {
  const found = new Map<Node, number>()
  for (const node of nodes) {
    let bits = isMade(node) ? dependence.models : 0
    for (const input of node.inputs) bits |= found.get(input) ?? 0
    if (node.op === 'input') bits |= ofInput(String(node.attributes.name))
    if (node.op === 'variable') {
      const role = variables.get(String(node.attributes.path))?.role
      bits |= role === 'parameter' ? dependence.parameters : dependence.kept
    }
    found.set(node, bits)
  }
  return found
}

function ofInput(name: string): number {
  if (name.startsWith('draw:')) return dependence.draws
  return name.startsWith('schedule:') || name.startsWith('index:') ? 0 : dependence.data
}
