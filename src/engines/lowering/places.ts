import { readBy, type Takes } from '../../graph/call.js'
import type { GraphFunction } from '../../graph/graph.js'
import type { Node } from '../../graph/node.js'
import { inOrder } from '../../graph/order.js'

/*
 * Operators bear the place of the node that they were made for, so that what an engine says of an operator leads
 * back to the program: `Conv_12.34` was made for the node 34 of those that are lowered.
 */

/** The nodes that an engine lowers of a function, in order. */
export const loweredNodes = (
  { outputs, updates }: Pick<GraphFunction, 'outputs' | 'updates'>,
  takes: Takes = () => false,
): Node[] => inOrder([...Object.values(outputs), ...Object.values(updates)], readBy(takes))

/** The name of an operator that is made for the node at a place. */
export const placed = (name: string, place: number | undefined): string =>
  place === undefined ? name : `${name}.${place}`

/** The place in the name of an operator; undefined where it was made for no single node. */
export function placeOf(operator: string): number | undefined {
  const place = /\.(\d+)$/.exec(operator)?.[1]
  return place === undefined ? undefined : Number(place)
}

/** The place in the name of the operator of which an engine speaks; undefined where it names none. */
export function placeIn(message: string): number | undefined {
  const operator = /(?:Name:'|\{\{node )([^'}]*)['}]/.exec(message)?.[1]
  return operator === undefined ? undefined : placeOf(operator)
}

/** Does work whose operators are made for the node at a place. */
export function makingFor<T>(
  model: { place: number | undefined },
  place: number | undefined,
  work: () => T,
): T {
  const before = model.place
  model.place = place
  const made = work()
  model.place = before
  return made
}
