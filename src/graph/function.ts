import { fail } from '../messages/catalogue.js'
import type { Graph, GraphFunction } from './graph.js'
import type { Node } from './node.js'
import { inOrder } from './order.js'

/** A function of a graph by its name. Fails with SSL7003 where there is none. */
export const functionIn = (graph: Graph, name: string): GraphFunction =>
  graph.functions[name] ?? fail('SSL7003', { name, known: Object.keys(graph.functions) })

/** All nodes that a function needs, in their order. */
export const nodesOf = ({ outputs, updates }: Pick<GraphFunction, 'outputs' | 'updates'>): Node[] =>
  inOrder([...Object.values(outputs), ...Object.values(updates)])
