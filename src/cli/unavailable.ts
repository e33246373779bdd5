import type { Core, CoreModule } from '../compiler/core.js'
import { diagnose } from '../messages/catalogue.js'
import type { Diagnostic } from '../messages/diagnostic.js'
import { runnable } from '../program/pretext/evaluate.js'

/** Evaluations of the language that this version does not run, each where it stands. */
export function unavailable({ declarations }: CoreModule): Diagnostic[] {
  const asked = declarations.flatMap(({ value }) => {
    const [, , evaluations] = nameOf(value) === 'evaluate' && value.is === 'call' ? value.arguments : []
    return evaluations?.is === 'array' ? evaluations.items : []
  })
  return asked.flatMap((one) => {
    const evaluation = nameOf(one)
    if (evaluation === undefined || runnable.some((name) => name === evaluation)) return []
    return [diagnose('SSL5117', { evaluation, known: runnable }, { span: one.span })]
  })
}

const nameOf = (value: Core): string | undefined =>
  value.is === 'call' && value.callee.is === 'global' ? value.callee.name : undefined
