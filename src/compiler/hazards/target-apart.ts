import { allInputs, behind } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { dependence } from './facts/dependence.js'
import type { Facts } from './facts/facts.js'

/** Targets that hang on a draw of which the prediction knows nothing: another view, a label never applied. */
export function targetApart({ notes, depends }: Facts): Diagnostic[] {
  return notes.calls.flatMap(({ role, name, arguments: given, origin }) => {
    if (role !== 'loss') return []
    const made = given.flatMap(({ value }) => (depends(value, dependence.models) ? [value] : []))
    if (made.length === 0) return []
    const known = new Set(drawsBehind(made))
    return given.flatMap(({ name: argument, value }) => {
      if (!isCalledTarget(argument) || depends(value, dependence.models)) return []
      const draws = drawsBehind([value])
      if (draws.length === 0 || draws.every((draw) => known.has(draw))) return []
      const apart = draws.filter((draw) => !known.has(draw))
      return [
        diagnose(
          'SSL4114',
          { loss: name, argument, draws: [...new Set(apart.map(nameOf))] },
          { span: origin },
        ),
      ]
    })
  })
}

const isCalledTarget = (argument: string): boolean => /^(target|label|goal|token)/.test(argument)

const drawsBehind = (values: readonly Node[]): Node[] =>
  [...behind(values, allInputs)].filter(
    ({ op, attributes }) => op === 'input' && String(attributes.name).startsWith('draw:'),
  )

const nameOf = (draw: Node): string => String(draw.attributes.name).replace(/^draw:/, '')
