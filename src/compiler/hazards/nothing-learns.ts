import { behind, gradientInputs, unstoppedInputs } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Facts } from './facts/facts.js'
import { related } from './place.js'

/** Objectives whose every path to a parameter is stopped. */
export function nothingLearns({ notes, build }: Facts): Diagnostic[] {
  const isParameter = (node: Node): boolean =>
    node.op === 'variable' && build.variables.get(String(node.attributes.path))?.role === 'parameter'
  return notes.objectives.flatMap(({ value, origin }) => {
    const reached = behind([value], gradientInputs)
    if ([...reached].some(isParameter)) return []
    if (![...behind([value], unstoppedInputs)].some(isParameter)) return []
    const stops = [...reached].filter(({ op }) => op === 'stopGradient')
    const places = stops.flatMap((stop) => related('the gradient stops here', stop.origin))
    return [diagnose('SSL4002', {}, { span: origin, related: places.slice(0, 2) })]
  })
}
