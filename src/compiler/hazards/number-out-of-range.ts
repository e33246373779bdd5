import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Facts } from './facts/facts.js'
import { placeOf } from './place.js'

/** Constants that are 0 or infinite in 32-bit floating point. */
export function numberOutOfRange(facts: Facts): Diagnostic[] {
  return facts.nodes.flatMap((node) => {
    if (node.op !== 'constant' || node.type !== 'f32') return []
    const bad = node.data?.find((value) => Number.isFinite(value) && changes(value))
    if (bad === undefined) return []
    const becomes = Math.fround(bad) === 0 ? 'zero' : 'infinite'
    return [diagnose('SSL4110', { number: String(bad), becomes }, { span: placeOf(facts, node) })]
  })
}

const changes = (value: number): boolean =>
  !Number.isFinite(Math.fround(value)) || (value !== 0 && Math.fround(value) === 0)
