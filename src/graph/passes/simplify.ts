import { broadcastShapes } from '../broadcast.js'
import type { Takes } from '../call.js'
import { equalShapes } from '../dimension.js'
import type { Graph, GraphFunction } from '../graph.js'
import { makeNode } from '../make.js'
import type { Attribute, Node, Origin } from '../node.js'
import { type OpName, ops } from '../ops/index.js'
import { inOrder } from '../order.js'
import { at } from '../refuse.js'
import { algebra, fillOf, type Make } from './algebra.js'
import { concreteRecord } from './concrete.js'
import { foldConstants } from './fold.js'
import { createInterner, type Interner } from './intern.js'

/**
 * An equal graph with less work: dimensions become numbers, equal nodes one node (also across functions),
 * small constant results constants; algebra that changes nothing but rounding; nodes nobody needs, and
 * `stopGradient` and `declare`, go, and calls but for those that the engine `takes` whole. So take gradients
 * before. Deterministic.
 */
export function simplify(graph: Graph, takes: Takes = () => false): Graph {
  const interner = createInterner()
  const done = new Map<Node, Node>()
  const entries = Object.entries(graph.functions).map(
    ([name, body]) => [name, simplifyFunction(body, done, interner, takes)] as const,
  )
  return { variables: graph.variables, functions: Object.fromEntries(entries) }
}

function simplifyFunction(
  body: GraphFunction,
  done: Map<Node, Node>,
  interner: Interner,
  takes: Takes,
): GraphFunction {
  const parts = [body.inputs, body.outputs, body.updates]
  for (const node of inOrder(parts.flatMap((part) => Object.values(part)))) {
    if (done.has(node)) continue
    const inputs = node.inputs.map((input) => done.get(input) as Node)
    const open = node.op === 'call' && !takes(node)
    done.set(
      node,
      open ? at(inputs, 0) : rewrite(interner, node.op, inputs, node.attributes, node.data, node.origin),
    )
  }
  const mapped = (part: Readonly<Record<string, Node>>): Record<string, Node> =>
    Object.fromEntries(Object.entries(part).map(([name, node]) => [name, done.get(node) as Node]))
  return { inputs: mapped(body.inputs), outputs: mapped(body.outputs), updates: mapped(body.updates) }
}

/** The simplest known node with the value of this one. */
function rewrite(
  interner: Interner,
  op: OpName,
  inputs: readonly Node[],
  attributes: Readonly<Record<string, Attribute>>,
  data: Float64Array | undefined,
  origin: Origin | undefined,
): Node {
  const fixed = concreteRecord(attributes)
  const made = makeNode(op, inputs, fixed, { ...(data && { data }), origin })
  const folded = foldConstants(made)
  if (folded) {
    const shape = { shape: made.shape, type: made.type }
    return interner.intern(makeNode('constant', [], concreteRecord(shape), { data: folded, origin }))
  }
  const node = ops[op].elementwise ? withoutRepeats(made, interner) : made
  const make: Make = (next, from, attributes = {}) =>
    rewrite(interner, next, from, attributes, undefined, origin)
  for (const rule of algebra[op] ?? []) {
    const simpler = rule(node, make)
    if (simpler) return simpler
  }
  return interner.intern(node)
}

/** Operands that are only repeated, where the op repeats them by itself to the same shape. */
function withoutRepeats(node: Node, interner: Interner): Node {
  let { inputs } = node
  for (const [k, input] of inputs.entries()) {
    const bare = bareOperand(input, interner)
    if (bare === input) continue
    const next = inputs.with(k, bare)
    const shape = broadcastShapes(
      node.op,
      next.map((operand) => operand.shape),
    )
    if (equalShapes(shape, node.shape)) inputs = next
  }
  return inputs === node.inputs ? node : { ...node, inputs }
}

function bareOperand(node: Node, interner: Interner): Node {
  if (node.op === 'broadcast') return node.inputs[0] ?? node
  if (fillOf(node) === undefined || node.shape.length === 0) return node
  const attributes = concreteRecord({ shape: [], type: node.type })
  return interner.intern(
    makeNode('constant', [], attributes, { ...(node.data && { data: node.data }), origin: node.origin }),
  )
}
