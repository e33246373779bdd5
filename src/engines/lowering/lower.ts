import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import type { Maker } from './maker.js'
import type { Value } from './value.js'

/** What the lowering of a node may use on every engine. */
export interface Lower {
  readonly model: Maker
  /** The tensor of a node; it is made where it was not needed before. */
  readonly value: (node: Node) => Value
  readonly users: (node: Node) => readonly Node[]
}

export const shapeOf = (node: Node): number[] => node.shape.map(sizeOf)

/** The nodes that read each node; a result is read once more, by itself. */
export function usersOf(
  order: readonly Node[],
  results: readonly Node[],
  reads: (node: Node) => readonly Node[],
): Map<Node, Node[]> {
  const users = new Map<Node, Node[]>()
  const add = (node: Node, user: Node) => {
    const list = users.get(node)
    if (list) list.push(user)
    else users.set(node, [user])
  }
  for (const node of order) for (const input of new Set(reads(node))) add(input, node)
  for (const node of results) add(node, node)
  return users
}
