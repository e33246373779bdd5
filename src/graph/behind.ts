import { computedFrom } from './call.js'
import type { Node } from './node.js'

/** The inputs of a node to which a gradient flows from it. */
export const gradientInputs = (node: Node): readonly Node[] =>
  node.op === 'stopGradient' ? [] : unstoppedInputs(node)

/** As `gradientInputs`, but through stops: where a gradient would flow if nobody had stopped it. */
export function unstoppedInputs(node: Node): readonly Node[] {
  if (node.op === 'truncate') return []
  const inputs = computedFrom(node)
  return inputs.every(isReal) ? inputs : inputs.filter(isReal)
}

const isReal = ({ type }: Node): boolean => type === 'f32'

/** All inputs of a node. */
export const allInputs = (node: Node): readonly Node[] => node.inputs

/** Everything behind a node along the given edges, itself included; nothing behind nodes where it ends. */
export function behind(
  starts: readonly Node[],
  edges: (node: Node) => readonly Node[],
  ends: (node: Node) => boolean = () => false,
): Set<Node> {
  const found = new Set(starts)
  const open = [...starts]
  for (let node = open.pop(); node; node = open.pop()) {
    if (ends(node)) continue
    for (const input of edges(node)) {
      if (found.has(input)) continue
      found.add(input)
      open.push(input)
    }
  }
  return found
}
