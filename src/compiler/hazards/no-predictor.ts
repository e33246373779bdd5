import { allInputs, behind } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { agrees, differentInputs, joinsOf, keptApart, trainedBehind } from './collapse.js'
import { alignedExamples, openAxes } from './facts/elements.js'
import { type Facts, resultsBehind } from './facts/facts.js'
import type { Marks } from './facts/marks.js'
import { placeOf } from './place.js'

/**
 * Agreement that lacks one half of what keeps it from collapse: a stopped side without a predictor before
 * it (BYOL, Grill et al., 2020, table 5; SimSiam, Chen and He, 2021, table 1), or a predictor without a stop
 * (SimSiam, figure 2, where batch statistics did not help).
 */
export function noPredictor(facts: Facts): Diagnostic[] {
  const open = openAxes(facts)
  const told = new Set<string>()
  return facts.notes.objectives.flatMap((objective) => {
    if (keptApart(facts, objective)) return []
    return joinsOf(facts, objective).flatMap((join) => {
      const found = withoutPredictor(facts, join, open) ?? withoutStop(facts, join, open)
      const span = placeOf(facts, join)
      const key = JSON.stringify(span)
      if (!found || told.has(key)) return []
      told.add(key)
      return [{ ...found, ...(span && { span }) }]
    })
  })
}

/** Sides of the same layers, one of them stopped. */
function withoutPredictor(facts: Facts, join: Node, open: Marks): Diagnostic | undefined {
  const [left, right] = join.inputs
  if (!left || !right || !alignedExamples(join) || !differentInputs(facts, join, open)) return undefined
  const sides = [left, right].map((side) => ({ side, trained: trainedBehind(facts, side) }))
  const online = sides.find(({ trained }) => trained.size > 0)
  const target = sides.find(({ trained }) => trained.size === 0)
  if (!online || !target) return undefined
  const followed = parametersOf(facts, target.side)
  const own = [...online.trained].map(pathOf)
  if (!own.every((path) => followed.has(path))) return undefined
  const trained = namesOf(facts, online.side)
  return diagnose('SSL4111', { trained, stopped: namesOf(facts, target.side) })
}

/** Sides that differ by a predictor, with gradient into both. */
function withoutStop(facts: Facts, join: Node, open: Marks): Diagnostic | undefined {
  const [left, right] = join.inputs
  if (!left || !right || !agrees(facts, join, open)) return undefined
  const [a, b] = [trainedBehind(facts, left), trainedBehind(facts, right)]
  const within = (some: ReadonlySet<Node>, all: ReadonlySet<Node>) => [...some].every((one) => all.has(one))
  if (a.size === b.size || !(within(a, b) || within(b, a))) return undefined
  return diagnose('SSL4112', { models: [...new Set([left, right].flatMap((side) => namesOf(facts, side)))] })
}

const pathOf = (node: Node): string => String(node.attributes.path)

/** The parameters behind the models of a side, or those that its moving copies follow. */
function parametersOf(facts: Facts, side: Node): ReadonlySet<string> {
  const made = [...resultsBehind(facts, side, allInputs)]
  const variables = [...behind(made, allInputs)].filter(({ op }) => op === 'variable')
  return new Set(variables.map((node) => facts.build.variables.get(pathOf(node))?.source ?? pathOf(node)))
}

const namesOf = (facts: Facts, side: Node): string[] => [
  ...new Set([...resultsBehind(facts, side, allInputs)].map((made) => facts.madeBy.get(made)?.name ?? '')),
]
