import type { Engine, Span } from '../../engines/engine.js'
import { placeOf } from '../../engines/lowering/places.js'
import type { Plan, Written } from '../loop/plan.js'

/** Operators with the line of the program that each was made for, where the engine says for which node. */
export function withLines(spans: readonly Span[], plan: Plan, engine: Engine): Span[] {
  if (!engine.lowered || !spans.some(({ row }) => row === 'operators')) return [...spans]
  const graph = plan.again?.() ?? plan.graph
  const nodes = new Map(
    Object.keys(graph.functions).map((name) => [name, engine.lowered?.(graph, name) ?? []]),
  )
  return spans.map((span) => {
    const { function: name, node } = span.details ?? {}
    const place = placeOf(String(node))
    const written = place === undefined ? undefined : nodes.get(String(name))?.[place]?.origin
    const { outer, text } = (written ?? {}) as Partial<Written>
    if (text === undefined) return span
    return { ...span, details: { ...span.details, written: text, ...(outer && { for: outer.text }) } }
  })
}
