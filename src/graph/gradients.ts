import * as build from './build.js'
import { callOf } from './call.js'
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
  const start = seed ?? withOrigin(loss.origin, () => build.fill(1, loss.shape))
  const cotangents = propagated(loss, start, new Set(wrt), inOrder([loss]))
  return wrt.map((node) => cotangents.get(node) ?? withOrigin(node.origin, () => build.fill(0, node.shape)))
}

/** The cotangents of all nodes of `order`, whose last one is the loss, that are on the way to `wrt`. */
function propagated(loss: Node, seed: Node, wrt: ReadonlySet<Node>, order: readonly Node[]): Map<Node, Node> {
  const active = dependents(order, wrt)
  const cotangents = new Map<Node, Node>([[loss, seed]])
  for (let k = order.length - 1; k >= 0; k--) {
    const node = order[k] as Node
    const cotangent = cotangents.get(node)
    if (cotangent && active.has(node) && node.inputs.some((input) => active.has(input))) {
      withOrigin(node.origin, () => propagate(node, cotangent, active, cotangents))
    }
  }
  return cotangents
}

/** The nodes with real values through which a change of `wrt` can reach the end. */
function dependents(order: readonly Node[], wrt: ReadonlySet<Node>): Set<Node> {
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
  const parts =
    node.op === 'call' ? partsOfCall(node, cotangent, active) : ops[node.op].gradient(node, cotangent, build)
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

/** The gradient of the body, between its result and the arguments: a call for each argument that needs one. */
function partsOfCall(node: Node, cotangent: Node, active: ReadonlySet<Node>): (Node | undefined)[] {
  const call = callOf(node)
  const given = new Set(call.arguments)
  const wrt = new Set(call.arguments.filter((argument) => active.has(argument)))
  const order = inOrder([call.body], (inner) => (given.has(inner) ? [] : inner.inputs))
  const inside = propagated(
    call.body,
    cotangent,
    wrt,
    order.filter((inner) => !given.has(inner)),
  )
  const slopes = call.arguments.map((argument, of) => {
    const body = wrt.has(argument) ? inside.get(argument) : undefined
    return (
      body &&
      build.call(body, {
        definition: `${call.definition}.gradient`,
        arguments: [...call.arguments, node, cotangent],
        others: [],
        configuration: call.configuration,
        of,
      })
    )
  })
  return [undefined, ...slopes]
}
