import type { Values } from '../engine.js'

/** Operators of one kind that an engine really ran, and what ran them, in its own words. */
export interface Placed {
  readonly operator: string
  readonly on: string
  readonly count: number
}

/** A step of a graph: which function, from which variables, with which inputs. */
export interface StepCall {
  readonly name: string
  readonly variables: Values
  readonly inputs: Values
}

/** Operators counted, the most frequent first within what ran them. */
export function counted(ran: Iterable<Omit<Placed, 'count'>>): Placed[] {
  const counts = new Map<string, Placed>()
  for (const { operator, on } of ran) {
    const key = `${on} ${operator}`
    counts.set(key, { operator, on, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()].sort(
    (a, b) => a.on.localeCompare(b.on) || b.count - a.count || a.operator.localeCompare(b.operator),
  )
}
