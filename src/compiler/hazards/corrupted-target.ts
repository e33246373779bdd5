import { allInputs, behind } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { dependence } from './facts/dependence.js'
import type { Facts } from './facts/facts.js'

/** Reconstructions whose target is the corrupted value: it hangs on the draw that made the mask beside it. */
export function corruptedTarget({ notes, depends }: Facts): Diagnostic[] {
  return notes.calls.flatMap(({ role, name, arguments: given, origin }) => {
    const target = given.find((one) => one.name.startsWith('target'))
    const mask = given.find(({ value }) => value.type === 'bool')
    if (role !== 'loss' || !target || !mask || depends(target.value, dependence.models)) return []
    const drawn = drawsBehind(mask.value)
    if (![...drawsBehind(target.value)].some((draw) => drawn.has(draw))) return []
    return [diagnose('SSL4120', { loss: name, target: target.name, mask: mask.name }, { span: origin })]
  })
}

const drawsBehind = (value: Node): Set<Node> =>
  new Set(
    [...behind([value], allInputs)].filter(
      ({ op, attributes }) => op === 'input' && String(attributes.name).startsWith('draw:'),
    ),
  )
