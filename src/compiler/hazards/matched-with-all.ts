import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { mentionsBatch } from './facts/batch.js'
import { dependence } from './facts/dependence.js'
import type { Facts } from './facts/facts.js'

/** Losses under an index over the batch whose target has none: each example meets the targets of all. */
export function matchedWithAll({ notes, depends }: Facts): Diagnostic[] {
  return notes.calls.flatMap(({ role, name, arguments: given, leads, lifted, origin }) => {
    const indices = leads.slice(0, leads.length - lifted)
    const under = indices.some(mentionsBatch)
    if (role !== 'loss' || !under || !leads.slice(leads.length - lifted).some(mentionsBatch)) return []
    const target = given.find(({ value }) => !depends(value, dependence.models))
    const predicts = given.some(({ value }) => depends(value, dependence.models))
    return target && predicts
      ? [diagnose('SSL4115', { loss: name, argument: target.name }, { span: origin })]
      : []
  })
}
