import { behind } from '../../graph/behind.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { examplesMeet } from './facts/company.js'
import { dependence } from './facts/dependence.js'
import { type Facts, isOutside } from './facts/facts.js'

/** Objectives that compare the examples of a batch, where the batch holds one. */
export function batchOfOne(facts: Facts): Diagnostic[] {
  const { notes, nodes, madeBy, depends } = facts
  if (notes.batch?.size !== 1) return []
  return notes.objectives.flatMap(({ value, origin }) => {
    const reached = behind(
      [value],
      (node) => node.inputs,
      (node) => madeBy.has(node),
    )
    const outside = nodes.filter(
      (node) => reached.has(node) && isOutside(facts, node) && depends(node, dependence.models),
    )
    return examplesMeet(facts, outside) ? [diagnose('SSL4121', {}, { span: origin })] : []
  })
}
