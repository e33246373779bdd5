import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Facts } from './facts/facts.js'
import type { Orders } from './facts/orders.js'
import { statisticsIn } from './facts/statistics.js'

/** Batches that are permuted before a model whose statistics run over all of them, so that it changes nothing. */
export function shuffledInVain(facts: Facts, orders: Orders): Diagnostic[] {
  return facts.applications.flatMap((use) => {
    const permuted = use.inputs.some((input) =>
      input.shape.some((_, axis) => orders.of(input, axis)?.is === 'permuted'),
    )
    if (!permuted || statisticsIn(facts, use) !== 1) return []
    return [diagnose('SSL4104', { model: use.name }, { span: use.origin })]
  })
}
