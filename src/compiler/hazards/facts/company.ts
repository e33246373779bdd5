import type { Node } from '../../../graph/node.js'
import { summedAxes } from './axes.js'
import { mentionsBatch } from './batch.js'
import { dependence } from './dependence.js'
import { type Facts, isOutside } from './facts.js'
import { permutationOf } from './orders.js'

/** Ops whose result is a multiple of their argument, or moves it. */
const linear: ReadonlySet<string> = new Set([
  'negate',
  'cast',
  'add',
  'subtract',
  'stopGradient',
  'declare',
  'call',
  'sum',
  'transpose',
  'reshape',
  'slice',
  'pad',
  'spread',
  'concatenate',
  'broadcast',
  'windows',
  'gather',
])

/**
 * Whether the value of one example meets another's: a reduction over the batch beneath a function that
 * is not linear, a row from elsewhere in the batch, or a product of all pairs. `outside` are the nodes
 * of an objective that models made, inputs first.
 */
export function examplesMeet(facts: Facts, outside: readonly Node[]): boolean {
  const mixed = new Set<Node>()
  for (const node of outside) {
    const beneath = node.inputs.some((input) => mixed.has(input))
    if (beneath && !isLinearIn(node, mixed, facts)) return true
    if (pairsExamples(node) || movesRows(facts, node)) return true
    const reduces = reducesBatch(node, facts)
    if (reduces && (node.op === 'max' || node.op === 'min')) return true
    if (beneath || reduces) mixed.add(node)
  }
  return false
}

/** Whether a node is linear in its inputs among `mixed`. */
export function isLinearIn(node: Node, mixed: ReadonlySet<Node>, facts: Facts): boolean {
  if (linear.has(node.op)) return true
  const [left, right] = node.inputs
  if (node.op === 'divide')
    return right !== undefined && !mixed.has(right) && !facts.depends(right, dependence.models)
  if (node.op === 'where') return left !== undefined && !mixed.has(left)
  if (node.op !== 'multiply' && node.op !== 'contract') return false
  return [left, right].some((side) => side !== undefined && !facts.depends(side, dependence.models))
}

/** Whether a node sums a value of models over the batch. */
function reducesBatch(node: Node, facts: Facts): boolean {
  return summedAxes(node).some((sources) =>
    sources.some(({ input, axis }) => {
      const from = node.inputs[input]
      const size = from?.shape[axis]
      return (
        from !== undefined &&
        size !== undefined &&
        mentionsBatch(size) &&
        facts.depends(from, dependence.models)
      )
    }),
  )
}

/** Whether a node has two axes of the batch that came together in it. */
function pairsExamples(node: Node): boolean {
  const count = ({ shape }: Node): number => shape.filter(mentionsBatch).length
  return count(node) > 1 && node.inputs.length > 1 && node.inputs.every((input) => count(input) < count(node))
}

/** Whether rows of the batch change places, other than by a drawn permutation. */
function movesRows(facts: Facts, node: Node): boolean {
  if (node.op !== 'gather') return false
  const [x, index] = node.inputs
  const size = x?.shape[Number(node.attributes.axis)]
  if (!x || !index || size === undefined || !mentionsBatch(size) || !facts.depends(x, dependence.models))
    return false
  return permutationOf(index, facts.build) === undefined
}

/** Whether an objective compares with what is stored of other steps, outside of models. */
export function keepsOthers({ build, madeBy }: Facts, reached: ReadonlySet<Node>): boolean {
  return [...reached].some(
    (node) =>
      !madeBy.has(node) &&
      node.op === 'variable' &&
      build.variables.get(String(node.attributes.path))?.role === 'state',
  )
}

/** Whether the objective also compares a model's value with data or draws of its example. */
export function anchored(facts: Facts, outside: readonly Node[]): boolean {
  return outside.some((node) => {
    if (node.op !== 'subtract' && node.op !== 'contract' && node.op !== 'gather') return false
    const [left, right] = node.inputs
    if (!left || !right) return false
    const known = (side: Node): boolean =>
      !facts.depends(side, dependence.models) &&
      isOutside(facts, side) &&
      facts.depends(side, dependence.data | dependence.draws)
    return known(left) || (known(right) && permutationOf(right, facts.build) === undefined)
  })
}

/** Ops in which entries meet others: behind them another part begins. */
const meeting: ReadonlySet<string> = new Set([
  'contract',
  'sum',
  'max',
  'min',
  'argmax',
  'argmin',
  'cholesky',
  'solveLower',
])

/** Whether the last part of the model behind a value averages over the batch. */
export function hasStatistics({ notes }: Facts, side: Node): boolean {
  const averages = new Set(notes.statistics.map(({ value }) => value))
  const seen = new Set<Node>([side])
  const open = [side]
  for (let node = open.pop(); node; node = open.pop()) {
    if (averages.has(node)) return true
    if (meeting.has(node.op)) continue
    for (const input of node.inputs) {
      if (seen.has(input)) continue
      seen.add(input)
      open.push(input)
    }
  }
  return false
}
