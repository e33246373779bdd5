import type { Node } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { mentionsBatch } from './facts/batch.js'
import { type Facts, isOutside } from './facts/facts.js'
import { followed } from './facts/marks.js'
import { statisticsIn } from './facts/statistics.js'
import { lossAround, related } from './place.js'

/**
 * Models that average over what the objective tells apart: their statistics carry hints from one
 * candidate to the next.
 */
export function toldApart(facts: Facts): Diagnostic[] {
  const { notes, nodes } = facts
  const told = new Set<unknown>()
  return notes.calls.flatMap(({ role, name, open, outputs, arguments: given, origin }) => {
    if (role === 'loss' || role === 'fn' || open.length === 0) return []
    const inputs = given.map(({ value }) => value)
    if (statisticsIn(facts, { inputs, outputs }) === undefined) return []
    const marks = followed(nodes, new Map(outputs.map((output) => [output, new Set(open)])))
    const chooser = nodes.find((node) => isOutside(facts, node) && choosesAmong(node, marks))
    if (!chooser) return []
    const model =
      facts.applications.find(
        (one) => one.origin === origin || one.outputs.some((made) => outputs.includes(made)),
      )?.name ?? name
    if (told.has(model)) return []
    told.add(model)
    const place = related('these are told apart here', lossAround(facts, chooser)?.origin ?? chooser.origin)
    return [diagnose('SSL4102', { model }, { span: origin, related: place })]
  })
}

/** Whether a node is the logarithm of a sum of exponentials along a marked axis. */
function choosesAmong(node: Node, marks: ReadonlyMap<Node, ReadonlySet<number>>): boolean {
  const [sum] = node.inputs
  const [exponential] = sum?.inputs ?? []
  if (node.op !== 'log' || sum?.op !== 'sum' || exponential?.op !== 'exp') return false
  const { axes } = sum.attributes
  const marked = marks.get(exponential)
  if (!Array.isArray(axes) || !marked) return false
  return axes.some((axis) => {
    const size = typeof axis === 'number' && marked.has(axis) ? exponential.shape[axis] : undefined
    return size !== undefined && !mentionsBatch(size)
  })
}
