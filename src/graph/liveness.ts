import { count } from './count.js'
import { sizeOf } from './dimension.js'
import { nodesOf } from './function.js'
import type { GraphFunction } from './graph.js'
import type { Node } from './node.js'
import { type OpName, ops } from './ops/index.js'

/** Ops that show the entries of their first input in another way: nothing is made. */
const views: ReadonlySet<OpName> = new Set(['reshape', 'broadcast', 'declare', 'stopGradient', 'call'])

/** Held elsewhere, before a function begins and after it ends. */
const sources: ReadonlySet<OpName> = new Set(['input', 'variable', 'constant'])

/** The bytes of a tensor. */
export const bytesOf = ({ shape, type }: Pick<Node, 'shape' | 'type'>): number =>
  count(shape.map(sizeOf)) * (type === 'bool' ? 1 : 4)

/**
 * The most bytes that the tensors of a function need at once, where each lives from the node that makes it to
 * the last that reads it, and an entry-by-entry op writes over an operand that nobody needs any more. Results
 * live to the end. An engine may order nodes otherwise, fuse some and need more room for others.
 */
export function peakBytes(target: Pick<GraphFunction, 'outputs' | 'updates'>): number {
  const order = nodesOf(target)
  const owners = new Map<Node, Node>()
  const ownerOf = (node: Node): Node => owners.get(node) ?? node
  for (const node of order) {
    const [first] = node.inputs
    if (first && views.has(node.op)) owners.set(node, ownerOf(first))
  }
  const last = new Map<Node, number>()
  for (const [place, node] of order.entries())
    for (const input of [node, ...node.inputs]) last.set(ownerOf(input), place)
  for (const node of [...Object.values(target.outputs), ...Object.values(target.updates)])
    last.set(ownerOf(node), order.length)
  let [alive, peak] = [0, 0]
  for (const [place, node] of order.entries()) {
    if (sources.has(node.op)) continue
    const ending = new Set(node.inputs.map(ownerOf).filter((one) => last.get(one) === place))
    const freed = [...ending].filter(({ op }) => !sources.has(op)).map(bytesOf)
    const made = ownerOf(node) === node ? bytesOf(node) : 0
    const reused = ops[node.op].elementwise && freed.includes(made) ? made : 0
    alive += made - reused
    peak = Math.max(peak, alive)
    alive -= freed.reduce((sum, bytes) => sum + bytes, 0) - reused
  }
  return peak
}
