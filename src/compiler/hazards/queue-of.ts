import { allInputs, behind } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Call } from '../../program/definition/build.js'
import { type Facts, resultsBehind } from './facts/facts.js'

/** Negatives that hold the positive itself, or that another network made than the positive. */
export function queueOf(facts: Facts): Diagnostic[] {
  return facts.notes.calls.flatMap((call) => {
    const positive = call.arguments.find(({ name }) => /^(key|positive)/.test(name))
    const negatives = call.arguments.find(({ name }) => /^(negatives|noise|distractors)/.test(name))
    if (call.role !== 'loss' || !positive || !negatives) return []
    const { origin } = call
    const stored = bare(negatives.value)
    if (stored.op === 'concatenate' && stored.inputs.some((part) => facts.sameValue(part, positive.value)))
      return [
        diagnose(
          'SSL4117',
          { loss: call.name, positive: positive.name, negatives: negatives.name },
          { span: origin },
        ),
      ]
    return fedByAnother(facts, positive.value, stored, call)
  })
}

/** A state that is fed with results of the trained model, where the positive is made by a moving copy. */
function fedByAnother(facts: Facts, positive: Node, stored: Node, { origin }: Call): Diagnostic[] {
  if (stored.op !== 'variable' || !isCopied(facts, positive)) return []
  const state = String(stored.attributes.path)
  const update = facts.build.updates.find(({ path }) => path === state)
  if (!update || resultsBehind(facts, update.value, allInputs).size === 0) return []
  if (isCopied(facts, update.value)) return []
  const [copy] = [...resultsBehind(facts, positive, allInputs)].map((made) => facts.madeBy.get(made)?.name)
  return [diagnose('SSL4118', { state, copy: copy ?? '' }, { span: origin })]
}

/** Whether a moving copy made a value. */
const isCopied = ({ build }: Facts, value: Node): boolean =>
  [...behind([value], allInputs)].some(
    ({ op, attributes }) => op === 'variable' && build.variables.get(String(attributes.path))?.role === 'ema',
  )

/** A value without what only marks it. */
function bare(value: Node): Node {
  const [only] = value.inputs
  const marks = value.op === 'stopGradient' || value.op === 'declare' || value.op === 'cast'
  return marks && only ? bare(only) : value
}
