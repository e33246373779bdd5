import type { Node } from '../../../graph/node.js'
import { axisSources } from './axes.js'

/** Axes by node. */
export type Marks = ReadonlyMap<Node, ReadonlySet<number>>

/** Follows axes through the graph: every axis that runs along a marked one is marked. `nodes` have inputs first. */
export function followed(nodes: readonly Node[], seeds: Marks): Marks {
  const marks = new Map<Node, Set<number>>([...seeds].map(([node, axes]) => [node, new Set(axes)]))
  for (const node of nodes) {
    if (!node.inputs.some((input) => marks.has(input))) continue
    for (const [axis, sources] of axisSources(node).entries()) {
      const marked = sources.some(({ input, axis: from }) => {
        const one = node.inputs[input]
        return one !== undefined && marks.get(one)?.has(from)
      })
      if (!marked) continue
      const own = marks.get(node) ?? new Set<number>()
      marks.set(node, own.add(axis))
    }
  }
  return marks
}
