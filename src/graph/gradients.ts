import * as build from './build.js'
import { type Dimension, equal, numberOf, showShape } from './dimension.js'
import type { Node } from './node.js'
import { ops } from './ops/index.js'
import { inOrder } from './order.js'
import { withOrigin } from './origin.js'
import { mistake } from './refuse.js'

/**
 * The gradients of a loss with respect to nodes, as new nodes (reverse mode). A loss with axes counts as
 * its sum, unless `seed` gives its cotangent. Zeros where the loss does not depend on a node; nothing
 * flows through `stopGradient`, whole numbers and truth values. Gradient nodes have the origin of the
 * forward node. Runs on the graph as it was built, before `simplify`.
 */
export function gradients(loss: Node, wrt: readonly Node[], seed?: Node): Node[] {
  const order = inOrder([loss])
  const active = dependents(order, wrt)
  const cotangents = new Map<Node, Node>()
  cotangents.set(loss, seed ?? withOrigin(loss.origin, () => build.fill(1, loss.shape)))
  for (let k = order.length - 1; k >= 0; k--) {
    const node = order[k] as Node
    const cotangent = cotangents.get(node)
    if (cotangent && active.has(node) && node.inputs.some((input) => active.has(input))) {
      withOrigin(node.origin, () => propagate(node, cotangent, active, cotangents))
    }
  }
  return wrt.map((node) => cotangents.get(node) ?? withOrigin(node.origin, () => build.fill(0, node.shape)))
}

/** The nodes with real values through which a change of `wrt` can reach the end. */
function dependents(order: readonly Node[], wrt: readonly Node[]): Set<Node> {
  const active = new Set(wrt)
  for (const node of order) {
    if (node.type === 'f32' && node.op !== 'stopGradient' && node.inputs.some((input) => active.has(input))) {
      active.add(node)
    }
  }
  return active
}

/** Equal as they are written, or at least at this instantiation. */
function sameSizes(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  const same = (left: Dimension, right: Dimension): boolean =>
    equal(left, right) || (numberOf(left) !== undefined && numberOf(left) === numberOf(right))
  return a.length === b.length && a.every((size, axis) => same(size, b[axis] ?? 0))
}

function propagate(
  node: Node,
  cotangent: Node,
  active: ReadonlySet<Node>,
  cotangents: Map<Node, Node>,
): void {
  const parts = ops[node.op].gradient(node, cotangent, build)
  for (const [k, input] of node.inputs.entries()) {
    const part = parts[k]
    if (!part || !active.has(input) || input.type !== 'f32') continue
    if (!sameSizes(part.shape, input.shape)) {
      mistake(`the gradient of ${node.op} has shape ${showShape(part.shape)}, not ${showShape(input.shape)}`)
    }
    const sum = cotangents.get(input)
    cotangents.set(input, sum ? build.add(sum, part) : part)
  }
}
