import { behind, gradientInputs } from '../../graph/behind.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { dependence } from './facts/dependence.js'
import type { Facts } from './facts/facts.js'

/** Targets of losses that are the same for whatever data: nothing can be learned from them. */
export function targetWithoutData({ notes, depends }: Facts): Diagnostic[] {
  const known = dependence.data | dependence.draws | dependence.kept
  return notes.calls.flatMap(({ role, name, arguments: given, outputs, origin }) => {
    if (role !== 'loss' || !given.some(({ value }) => depends(value, dependence.models))) return []
    const learned = behind(outputs, gradientInputs)
    return given.flatMap(({ name: argument, value }) => {
      const isTarget = value.type === 'f32' && value.shape.length > 0 && isCalledTarget(argument)
      if (!isTarget || depends(value, known)) return []
      if (depends(value, dependence.parameters) && learned.has(value)) return []
      return [diagnose('SSL4106', { loss: name, argument }, { span: origin })]
    })
  })
}

const isCalledTarget = (argument: string): boolean =>
  /^(target|teacher|key|own|positive|label|goal)/.test(argument)
