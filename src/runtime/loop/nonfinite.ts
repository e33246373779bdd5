import type { Engine, Values } from '../../engines/engine.js'
import * as build from '../../graph/build.js'
import { computedFrom } from '../../graph/call.js'
import { nodesOf } from '../../graph/function.js'
import type { Graph } from '../../graph/graph.js'
import type { Node } from '../../graph/node.js'

/** Beyond the largest float32, and false for values that are no number. */
const largest = 3.4028234663852886e38

/** A node, and its place among all nodes of its function, which a second build of the same program shares. */
export interface Found {
  readonly node: Node
  readonly place: number
}

/**
 * The first node that gave a value that is not finite and led to a result that is not. `variables` and
 * `inputs` are those of the failing step. Undefined where every result is finite.
 */
export async function firstNonFinite(
  engine: Engine,
  graph: Graph,
  name: string,
  variables: Values,
  inputs: Values,
): Promise<Found | undefined> {
  const step = graph.functions[name]
  if (!step) return undefined
  const results = [...Object.values(step.outputs), ...Object.values(step.updates)]
  const all = nodesOf(step)
  const nodes = all.filter((node) => node.type === 'f32' && node.op !== 'constant')
  const outputs = Object.fromEntries(nodes.map((node, index) => [`finite.${index}`, finiteness(node)]))
  const session = await engine.create({ ...graph, functions: { check: { ...step, outputs, updates: {} } } })
  try {
    await session.assign(variables)
    const values = await session.evaluate('check', inputs)
    const bad = new Set(nodes.filter((_, index) => values[`finite.${index}`]?.[0] === 0))
    const node = culprit(nodes, results, bad)
    return node && { node, place: all.indexOf(node) }
  } finally {
    await session.close()
  }
}

/** 1 where all entries are finite, else 0. */
const finiteness = (node: Node): Node =>
  build.cast(build.all(build.lessEqual(build.abs(node), build.fill(largest))), 'f32')

/**
 * The first in order of those bad nodes from which only bad nodes lead to a bad result: minus infinity under
 * a mask is bad by itself but no cause.
 */
function culprit(nodes: readonly Node[], results: readonly Node[], bad: ReadonlySet<Node>): Node | undefined {
  const blamed = new Set(results.filter((node) => bad.has(node)))
  for (const node of blamed) {
    // A call also has arguments that may be infinite and do no harm.
    for (const input of computedFrom(node)) if (bad.has(input)) blamed.add(input)
  }
  return nodes.find((node) => blamed.has(node))
}
