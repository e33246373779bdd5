import type { Engine } from '../../engines/engine.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { StepProgram } from '../../program/step/program.js'

/** The engines that multiply in bfloat16 where a program asks for it. */
const mixing: ReadonlySet<Engine['name']> = new Set(['tensorflow'])

/** Warns with SSL7309 where the engine does not compute in the precision that the program asks for. */
export function precisionLacking({ pretext, stages }: StepProgram, { name }: Engine): Diagnostic[] {
  const asked = stages.some(({ settings }) => settings.precision === 'mixed')
  return asked && !mixing.has(name) ? [diagnose('SSL7309', { pretext, engine: name })] : []
}
