import { allInputs, behind } from '../../../graph/behind.js'
import type { Node } from '../../../graph/node.js'
import { axisSources, summedAxes } from './axes.js'
import { mentionsBatch } from './batch.js'
import type { Facts } from './facts.js'
import { followed, type Marks } from './marks.js'

/** The axes that were open indices where models were applied, followed through the graph. */
export function openAxes({ nodes, notes }: Facts): Marks {
  const seeds = notes.calls.flatMap(({ role, open, outputs }) =>
    open.length > 0 && role !== 'loss' && role !== 'fn'
      ? outputs.map((output) => [output, new Set(open)] as const)
      : [],
  )
  return seeds.length > 0 ? followed(nodes, new Map(seeds)) : new Map()
}

/** Whether the examples of both sides of an operation are matched one by one. */
export function alignedExamples(join: Node): boolean {
  const shared = sharedAxes(join)
  return join.inputs.every(({ shape }, side) => {
    const batch = shape.flatMap((size, axis) => (mentionsBatch(size) ? [axis] : []))
    return batch.length > 0 && batch.every((axis) => shared[side]?.has(axis))
  })
}

/** Whether both sides run together along the axes that were open indices. */
export function alignedIndices(join: Node, open: Marks): boolean {
  const shared = sharedAxes(join)
  return join.inputs.every((input, side) =>
    [...(open.get(input) ?? [])].every((axis) => shared[side]?.has(axis)),
  )
}

/** The nodes outside of models, behind a value, that pick entries of an axis that was an open index. */
export function picksBehind({ madeBy }: Facts, node: Node, open: Marks): readonly Node[] {
  if (open.size === 0) return []
  const found = behind([node], allInputs, (one) => madeBy.has(one))
  return [...found].filter((one) => !madeBy.has(one) && picks(one, open))
}

const picks = (node: Node, open: Marks): boolean =>
  (node.op === 'slice' || node.op === 'gather') &&
  node.inputs.some((input) => (open.get(input)?.size ?? 0) > 0)

/** The axes of each input along which all inputs of an operation run together. */
function sharedAxes(node: Node): ReadonlySet<number>[] {
  const sides = node.inputs.map(() => new Set<number>())
  for (const sources of [...axisSources(node), ...summedAxes(node)]) {
    if (!node.inputs.every((_, input) => sources.some((one) => one.input === input))) continue
    for (const { input, axis } of sources) sides[input]?.add(axis)
  }
  return sides
}
