import { behind, gradientInputs } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { type Facts, within } from './facts/facts.js'
import { placeOf, related, wrapped } from './place.js'

/** Paths from an objective to state or a moving copy that no written `stop_gradient` crosses. */
export function gradientIntoState(facts: Facts): Diagnostic[] {
  return facts.notes.objectives.flatMap(({ value, origin }) => {
    const reached = behind([value], gradientInputs)
    const told = new Set<unknown>()
    return [...reached].flatMap((node) => {
      const role = node.op === 'variable' ? facts.build.variables.get(pathOf(node))?.role : undefined
      if (role !== 'ema' && role !== 'state') return []
      const copy = facts.applications.find(
        (one) => within(one).has(node) && one.outputs.some((made) => reached.has(made)),
      )
      const key = role === 'ema' && copy ? copy : node
      if (told.has(key)) return []
      told.add(key)
      const span = copy?.origin ?? useOf(facts, node, reached)
      const place = {
        span,
        related: related('this objective would change it', origin),
        ...(span && copy && { fixes: [wrapped(span, 'stop_gradient')] }),
      }
      return role === 'ema' && copy
        ? [diagnose('SSL4003', { model: copy.name }, place)]
        : [diagnose('SSL4004', { state: pathOf(node) }, place)]
    })
  })
}

const pathOf = (node: Node): string => String(node.attributes.path)

/** Where the value of state first meets the objective. */
function useOf(facts: Facts, state: Node, reached: ReadonlySet<Node>) {
  const user = facts.nodes.find((node) => reached.has(node) && node.inputs.includes(state))
  return user ? placeOf(facts, user) : state.origin
}
