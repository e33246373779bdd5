import { behind, gradientInputs } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Objective } from '../../program/definition/build.js'
import { anchored, examplesMeet, hasStatistics, isLinearIn, keepsOthers } from './facts/company.js'
import { dependence } from './facts/dependence.js'
import { alignedExamples, alignedIndices, openAxes, picksBehind } from './facts/elements.js'
import { type Facts, isOutside, resultsBehind, rootsOf, sameRoots } from './facts/facts.js'
import type { Marks } from './facts/marks.js'

/**
 * Objectives that only ask results of the same parameters for different inputs to agree: giving one
 * value for everything meets them.
 */
export function collapse(facts: Facts): Diagnostic[] {
  const open = openAxes(facts)
  return facts.notes.objectives.flatMap((objective) => {
    const summed = addedUp(facts, objective)
    const joins = joinsOf(facts, objective).filter(
      (join) => !(join.op === 'subtract' && summed.has(join)) && agrees(facts, join, open),
    )
    if (joins.length === 0 || company(facts, objective, joins)) return []
    const models = joins.flatMap(({ inputs }) =>
      inputs.flatMap((side) =>
        [...resultsBehind(facts, side, gradientInputs)].map((made) => facts.madeBy.get(made)?.name ?? ''),
      ),
    )
    return [diagnose('SSL4001', { models: [...new Set(models)] }, { span: objective.origin })]
  })
}

const joining: ReadonlySet<string> = new Set(['contract', 'multiply', 'subtract'])

/** Where an objective joins two values outside of models, with gradient. */
export function joinsOf(facts: Facts, { value }: Objective): Node[] {
  const above = behind([value], gradientInputs, (node) => facts.madeBy.has(node))
  return [...above].filter((node) => joining.has(node.op) && isOutside(facts, node))
}

/** What is only added up: a difference there asks nothing to agree. */
function addedUp(facts: Facts, { value }: Objective): Set<Node> {
  const seen = new Set<Node>([value])
  const open = [value]
  for (let node = open.pop(); node; node = open.pop()) {
    if (facts.madeBy.has(node)) continue
    for (const input of node.inputs) {
      if (seen.has(input) || !isLinearIn(node, new Set([input]), facts)) continue
      seen.add(input)
      open.push(input)
    }
  }
  return seen
}

/** Whether both sides come from the same parameters, with gradient, and from different inputs. */
export function agrees(facts: Facts, join: Node, open: Marks): boolean {
  const [left, right] = join.inputs
  if (!left || !right || left === right || !alignedExamples(join)) return false
  const [first, second] = [left, right].map((side) => trainedBehind(facts, side))
  if (!first || !second || ![...first].some((node) => second.has(node))) return false
  return differentInputs(facts, join, open)
}

/** The parameters that a value is made from by models, with gradient. */
export function trainedBehind(facts: Facts, side: Node): Set<Node> {
  const made = resultsBehind(facts, side, gradientInputs)
  return new Set([...behind([...made], gradientInputs)].filter((node) => isTrained(facts, node)))
}

export function differentInputs(facts: Facts, join: Node, open: Marks): boolean {
  const [left, right] = join.inputs
  if (!left || !right) return false
  if (!sameRoots(facts, rootsOf(facts, left), rootsOf(facts, right))) return true
  if (!alignedIndices(join, open)) return true
  const [a, b] = [left, right].map((side) => new Set(picksBehind(facts, side, open)))
  return a !== undefined && b !== undefined && !sameRoots(facts, a, b)
}

const isTrained = ({ build }: Facts, node: Node): boolean =>
  node.op === 'variable' && build.variables.get(String(node.attributes.path))?.role === 'parameter'

/** Whether something keeps the values apart: other examples, statistics, stored values, data. */
const company = (facts: Facts, objective: Objective, joins: readonly Node[]): boolean =>
  keptApart(facts, objective) || joins.every((join) => join.inputs.some((side) => hasStatistics(facts, side)))

/** Whether other examples, stored values or data keep the values of an objective apart. */
export function keptApart(facts: Facts, { value }: Objective): boolean {
  const above = facts.nodes.filter((node) => isOutside(facts, node) && facts.depends(node, dependence.models))
  const reached = behind(
    [value],
    (node) => node.inputs,
    (node) => facts.madeBy.has(node),
  )
  const outside = above.filter((node) => reached.has(node))
  return examplesMeet(facts, outside) || keepsOthers(facts, reached) || anchored(facts, outside)
}
