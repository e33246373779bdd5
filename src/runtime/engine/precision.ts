import type { Engine } from '../../engines/engine.js'
import { fail } from '../../messages/catalogue.js'
import type { StepProgram } from '../../program/step/program.js'

/** Why an engine has no products of 16 bits; none where it has. `docs/engines.md` says what was tried. */
const lacking: Readonly<Partial<Record<Engine['name'], string>>> = {
  onnx: 'ONNX Runtime computes products of float16 in float32 on the CPU, and of bfloat16 nowhere',
  reference: 'it computes in float64',
}

/** Fails with SSL7309 where the engine cannot compute in the precision that the program asks for. */
export function checkPrecision(
  { pretext, stages }: StepProgram,
  { name: engine }: Pick<Engine, 'name'>,
): void {
  const reason = lacking[engine]
  const asked = stages.some(({ settings }) => settings.precision === 'mixed')
  if (asked && reason !== undefined) fail('SSL7309', { pretext, engine, reason })
}
