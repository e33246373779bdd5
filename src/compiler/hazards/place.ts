import { allInputs, behind } from '../../graph/behind.js'
import type { Node } from '../../graph/node.js'
import type { Related, Span } from '../../messages/diagnostic.js'
import type { Call } from '../../program/definition/build.js'
import type { Facts } from './facts/facts.js'

/** Where a node stands in the program: its own place, or that of the loss that it belongs to. */
export function placeOf(facts: Facts, node: Node): Span | undefined {
  return lossAround(facts, node)?.origin ?? node.origin
}

/** The loss call of the pretext in whose body a node was made. */
export function lossAround({ notes }: Facts, node: Node): Call | undefined {
  return notes.calls.find((call) => {
    if (call.role !== 'loss') return false
    const given = new Set(call.arguments.map(({ value }) => value))
    return !given.has(node) && behind(call.outputs, allInputs, (one) => given.has(one)).has(node)
  })
}

/** A second place, where there is one. */
export const related = (message: string, span: Span | undefined): readonly Related[] =>
  span ? [{ message, span }] : []

/** Puts a call around what stands at a place. */
export const wrapped = (span: Span, name: string) => ({
  title: `Write \`${name}(…)\` around it`,
  edits: [
    { span: { ...span, end: span.start }, text: `${name}(` },
    { span: { ...span, start: span.end }, text: ')' },
  ],
})
