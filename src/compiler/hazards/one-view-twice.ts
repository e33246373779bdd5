import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { joinsOf } from './collapse.js'
import { mentionsBatch } from './facts/batch.js'
import { sharedAxes } from './facts/company.js'
import { dependence } from './facts/dependence.js'
import { type Facts, resultsBehind, rootsOf } from './facts/facts.js'
import { allInputs, behind } from './facts/gradient.js'
import { followed, type Marks } from './facts/marks.js'
import { placeOf } from './place.js'

/** Objectives that match two results of models which both come from the same drawn view. */
export function oneViewTwice(facts: Facts): Diagnostic[] {
  const open = openAxes(facts)
  const told = new Set<string>()
  return facts.notes.objectives.flatMap((objective) =>
    joinsOf(facts, objective).flatMap((join) => {
      const twice = sidesOfOneView(facts, join, open)
      if (!twice) return []
      const span = placeOf(facts, join)
      const key = JSON.stringify(span)
      if (told.has(key)) return []
      told.add(key)
      return [diagnose('SSL4103', { models: twice }, { span })]
    }),
  )
}

/** The axes that were open indices where models were applied, followed through the graph. */
function openAxes({ nodes, notes }: Facts): Marks {
  const seeds = notes.calls.flatMap(({ role, open, outputs }) =>
    open.length > 0 && role !== 'loss' && role !== 'fn'
      ? outputs.map((output) => [output, new Set(open)] as const)
      : [],
  )
  return seeds.length > 0 ? followed(nodes, new Map(seeds)) : new Map()
}

/** The models behind both sides of a join, where these speak of the same elements of one drawn view. */
function sidesOfOneView(facts: Facts, join: Node, open: Marks): readonly string[] | undefined {
  const [left, right] = join.inputs
  if (!left || !right || ![left, right].every((side) => facts.depends(side, dependence.models)))
    return undefined
  if (!alignedExamples(join) || !sameElements(facts, join, open)) return undefined
  const [first, second] = [left, right].map((side) => resultsBehind(facts, side, allInputs))
  if (!first || !second || [...first].some((made) => second.has(made))) return undefined
  const [a, b] = [left, right].map((side) => rootsOf(facts, side))
  if (!a || !b || a.size !== b.size || [...a].some((root) => !b.has(root))) return undefined
  if (![...a].some((root) => facts.depends(root, dependence.draws))) return undefined
  return [...new Set([...first, ...second].map((made) => facts.madeBy.get(made)?.name ?? ''))]
}

/** Whether the examples of both sides are matched one by one. */
function alignedExamples(join: Node): boolean {
  const shared = sharedAxes(join)
  return join.inputs.every(({ shape }, side) => {
    const batch = shape.flatMap((size, axis) => (mentionsBatch(size) ? [axis] : []))
    return batch.length > 0 && batch.every((axis) => shared[side]?.has(axis))
  })
}

/** Whether both sides run along their open indices together, and neither picked entries of one. */
function sameElements(facts: Facts, join: Node, open: Marks): boolean {
  const shared = sharedAxes(join)
  const together = join.inputs.every((input, side) =>
    [...(open.get(input) ?? [])].every((axis) => shared[side]?.has(axis)),
  )
  if (!together || open.size === 0) return together
  const behindJoin = behind([join], allInputs, (node) => facts.madeBy.has(node))
  return ![...behindJoin].some((node) => !facts.madeBy.has(node) && picks(node, open))
}

const picks = (node: Node, open: Marks): boolean =>
  (node.op === 'slice' || node.op === 'gather') &&
  node.inputs.some((input) => (open.get(input)?.size ?? 0) > 0)
