import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { dependence } from './facts/dependence.js'
import type { Facts } from './facts/facts.js'

/** Losses two of whose arguments are one value that models made. */
export function identicalViews({ notes, sameValue, depends }: Facts): Diagnostic[] {
  return notes.calls.flatMap(({ role, name, arguments: given, origin }) => {
    if (role !== 'loss') return []
    const made = given.filter((one) => one.value.type === 'f32' && depends(one.value, dependence.models))
    for (const [k, first] of made.entries()) {
      const second = made.slice(k + 1).find((other) => sameValue(other.value, first.value))
      if (second)
        return [diagnose('SSL4005', { loss: name, first: first.name, second: second.name }, { span: origin })]
    }
    return []
  })
}
