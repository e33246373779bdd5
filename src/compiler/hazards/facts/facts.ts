import { allInputs, behind } from '../../../graph/behind.js'
import type { Node } from '../../../graph/node.js'
import { inOrder } from '../../../graph/order.js'
import type { Application, Build, PretextNotes } from '../../../program/definition/build.js'
import { dependence, dependences } from './dependence.js'
import { sameValues } from './values.js'

/** What the checks of a pretext share: its graph, and which part of it models are. */
export interface Facts {
  readonly build: Build
  readonly notes: PretextNotes
  /** All nodes, inputs before users. */
  readonly nodes: readonly Node[]
  /** Uses of models by the pretext itself. */
  readonly applications: readonly Application[]
  /** Results of these, by node. */
  readonly madeBy: ReadonlyMap<Node, Application>
  /** Nodes within models, their results aside. */
  readonly inside: ReadonlySet<Node>
  /** Whether a node depends on these things (`dependence`). */
  readonly depends: (node: Node, on: number) => boolean
  /** Whether two nodes compute the same value, `stop_gradient` and promises of a kind aside. */
  readonly sameValue: (a: Node, b: Node) => boolean
}

/** Everything that the checks need to know of a pretext, found in a few passes over its graph. */
export function factsOf(build: Build, notes: PretextNotes): Facts {
  const ends = [
    ...notes.objectives.map(({ value }) => value),
    ...notes.metrics.map(({ value }) => value),
    ...build.updates.map(({ value }) => value),
    ...notes.calls.flatMap(({ outputs }) => outputs),
  ]
  const nodes = inOrder(ends)
  const applications = notes.applications.filter(({ inner }) => !inner)
  const madeBy = new Map<Node, Application>()
  const inside = new Set<Node>()
  for (const application of applications) {
    for (const output of resultsOf(application)) madeBy.set(output, application)
    for (const node of within(application)) inside.add(node)
  }
  for (const output of madeBy.keys()) inside.delete(output)
  const bits = dependences(nodes, build, (node) => madeBy.has(node))
  return {
    build,
    notes,
    nodes,
    applications,
    madeBy,
    inside,
    depends: (node, on) => ((bits.get(node) ?? 0) & on) !== 0,
    sameValue: sameValues(nodes),
  }
}

/** The results of a use, without those that are only what was given. */
export const resultsOf = ({ inputs, outputs }: Pick<Application, 'inputs' | 'outputs'>): readonly Node[] =>
  outputs.filter((output) => !inputs.includes(output))

/** The nodes of a use, its results included, what was given not. */
export function within(application: Pick<Application, 'inputs' | 'outputs'>): Set<Node> {
  const given = new Set(application.inputs)
  const found = behind(resultsOf(application), allInputs, (node) => given.has(node))
  for (const input of given) found.delete(input)
  return found
}

/** Whether a node stands outside of models and is no result of one. */
export const isOutside = ({ inside, madeBy }: Facts, node: Node): boolean =>
  !inside.has(node) && !madeBy.has(node)

/** The results of models from which a value is made outside of models, along the given edges. */
export function resultsBehind(
  facts: Facts,
  node: Node,
  edges: (node: Node) => readonly Node[],
): ReadonlySet<Node> {
  const found = behind([node], edges, (one) => facts.madeBy.has(one))
  return new Set([...found].filter((one) => facts.madeBy.has(one)))
}

/**
 * What models made a value of: the values, not themselves made by models, that hang on the batch or on
 * draws and were given to the models behind it.
 */
export function rootsOf(facts: Facts, node: Node): ReadonlySet<Node> {
  const roots = new Set<Node>()
  const seen = new Set<Node>()
  const open: Node[] = [node]
  for (let one = open.pop(); one; one = open.pop()) {
    if (seen.has(one)) continue
    seen.add(one)
    const application = facts.madeBy.get(one)
    const parts = application ? application.inputs : one.inputs
    for (const part of parts) {
      if (facts.depends(part, dependence.models)) open.push(part)
      else if (facts.depends(part, dependence.data | dependence.draws)) roots.add(part)
    }
  }
  return roots
}

/** Whether two sets of roots are the same values. */
export function sameRoots({ sameValue }: Facts, a: ReadonlySet<Node>, b: ReadonlySet<Node>): boolean {
  const covers = (some: ReadonlySet<Node>, all: ReadonlySet<Node>): boolean =>
    [...some].every((root) => all.has(root) || [...all].some((other) => sameValue(root, other)))
  return covers(a, b) && covers(b, a)
}
