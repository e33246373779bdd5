import { behind, gradientInputs } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Objective } from '../../program/definition/build.js'
import { dependence } from './facts/dependence.js'
import { type Facts, resultsBehind } from './facts/facts.js'

/** Losses that are added to an objective and give no gradient to any parameter that it trains. */
export function idleTerm(facts: Facts): Diagnostic[] {
  const { notes, depends } = facts
  return notes.objectives.flatMap((objective) => {
    const reached = behind([objective.value], gradientInputs)
    if (!trains(facts, objective, [objective.value])) return []
    return notes.calls.flatMap(({ role, name, outputs, origin }) => {
      const part = role === 'loss' && outputs.some((one) => reached.has(one))
      if (!part || !outputs.some((one) => depends(one, dependence.models))) return []
      if (trains(facts, objective, outputs)) return []
      const made = outputs.flatMap((one) => [...resultsBehind(facts, one, gradientInputs)])
      const models = [...new Set(made.map((one) => facts.madeBy.get(one)?.name ?? ''))]
      return [diagnose('SSL4119', { loss: name, models }, { span: origin })]
    })
  })
}

/** Whether a gradient reaches a parameter that the objective owns. */
function trains({ build }: Facts, { over }: Objective, values: readonly Node[]): boolean {
  const owned = over && new Set(over.flatMap((model) => [...(build.models.get(model)?.paths ?? [])]))
  return [...behind(values, gradientInputs)].some((node) => {
    const path = node.op === 'variable' ? String(node.attributes.path) : undefined
    if (path === undefined || build.variables.get(path)?.role !== 'parameter') return false
    return !owned || owned.has(path)
  })
}
