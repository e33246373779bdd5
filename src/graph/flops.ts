import { sizes, text } from './attribute.js'
import { sizeOf } from './dimension.js'
import { nodesOf } from './function.js'
import type { GraphFunction } from './graph.js'
import type { Node } from './node.js'
import { at } from './refuse.js'
import { parseSpec, rangesOf } from './spec.js'

/**
 * Multiplications and additions of a node: two for every product that a contraction adds up. Everything else
 * is counted as nothing: it is small beside them, and memory is what limits it.
 */
export function flopsOf({ op, inputs, attributes }: Node): number {
  if (op !== 'contract') return 0
  const spec = parseSpec(text(attributes, 'spec'))
  const ranges = rangesOf(spec, at(inputs, 0).shape, at(inputs, 1).shape, sizes(attributes, 'sizes'))
  return [...ranges.values()].reduce<number>((product, range) => product * sizeOf(range), 2)
}

/** Multiplications and additions of all contractions of a function. Count them in a simplified graph. */
export const flopsIn = (target: GraphFunction): number =>
  nodesOf(target).reduce((sum, node) => sum + flopsOf(node), 0)
