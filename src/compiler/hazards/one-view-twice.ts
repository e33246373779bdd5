import { allInputs } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { joinsOf } from './collapse.js'
import { dependence } from './facts/dependence.js'
import { alignedExamples, alignedIndices, openAxes, picksBehind } from './facts/elements.js'
import { type Facts, resultsBehind, rootsOf, sameRoots } from './facts/facts.js'
import type { Marks } from './facts/marks.js'
import { placeOf } from './place.js'

/** Objectives that match two results of models which both come from the same view, or from the data as they are. */
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

/** The models behind both sides of a join, where these speak of the same elements of one view. */
function sidesOfOneView(facts: Facts, join: Node, open: Marks): readonly string[] | undefined {
  const [left, right] = join.inputs
  if (!left || !right || ![left, right].every((side) => facts.depends(side, dependence.models)))
    return undefined
  if (!alignedExamples(join) || !alignedIndices(join, open)) return undefined
  if (picksBehind(facts, join, open).length > 0) return undefined
  const [first, second] = [left, right].map((side) => resultsBehind(facts, side, allInputs))
  if (!first || !second || [...first].some((made) => second.has(made))) return undefined
  const [a, b] = [left, right].map((side) => rootsOf(facts, side))
  const drawn = a && [...a].some((root) => facts.depends(root, dependence.draws))
  // Without draws there is nothing wrong in matching what fixed features make of the data themselves.
  const copied = [left, right].some((side) => facts.depends(side, dependence.kept))
  if (!a || !b || !(drawn || copied)) return undefined
  if (!sameRoots(facts, a, b)) return undefined
  return [...new Set([...first, ...second].map((made) => facts.madeBy.get(made)?.name ?? ''))]
}
