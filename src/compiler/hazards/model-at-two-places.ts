import { allInputs, behind } from '../../graph/behind.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { type Facts, resultsOf } from './facts/facts.js'
import { statisticsIn } from './facts/statistics.js'

/** Models with statistics of the batch that are applied to what they made: the places share one running average. */
export function modelAtTwoPlaces(facts: Facts): Diagnostic[] {
  const { notes } = facts
  if (notes.statistics.length === 0) return []
  const told = new Set<object>()
  return notes.applications.flatMap((use, k) => {
    const { model, copies } = use
    const before = notes.applications
      .slice(0, k)
      .filter((other) => other.model === model && other.copies === copies)
    if (!model || told.has(model) || before.length === 0) return []
    const made = behind(use.inputs, allInputs)
    if (!before.some((other) => resultsOf(other).some((node) => made.has(node)))) return []
    if (statisticsIn(facts, use) === undefined) return []
    told.add(model)
    return [diagnose('SSL4105', { model: use.name }, { span: use.origin })]
  })
}
