import type { Node } from '../../../graph/node.js'
import type { Build, PretextNotes } from '../../../program/definition/build.js'
import { axisSources, type Source, summedAxes } from './axes.js'
import { mentionsBatch } from './batch.js'

/** In which order the examples stand along an axis of the batch. */
export type Order =
  | { readonly is: 'examples' }
  /** The permutation `by` applied `times` times; its inverse where that is negative. */
  | { readonly is: 'permuted'; readonly by: Node; readonly times: number }
  | { readonly is: 'unknown' }

/** Rows of two orders that one operation matches. */
export interface Mixture {
  readonly node: Node
  readonly orders: readonly [Order, Order]
}

export interface Orders {
  /** The order along an axis; undefined where the axis holds no examples. */
  readonly of: (node: Node, axis: number) => Order | undefined
  readonly mixtures: readonly Mixture[]
}

const examples: Order = { is: 'examples' }
const unknown: Order = { is: 'unknown' }

/** Follows the order of the examples along the batch through the graph; `nodes` have inputs first. */
export function ordersOf(nodes: readonly Node[], build: Build, notes: PretextNotes): Orders {
  const permuted = [...build.draws.values()].some(({ site }) => site.distribution.is === 'permutation')
  if (!permuted) return { of: () => undefined, mixtures: [] }
  const known = new Map<Node, readonly (Order | undefined)[]>()
  const mixtures: Mixture[] = []
  const at = (node: Node | undefined, axis: number): Order | undefined => node && known.get(node)?.[axis]
  const batch = new Set<Node>([...(notes.batch?.fields.map(({ node }) => node) ?? [])])
  if (notes.batch) batch.add(notes.batch.at)

  const united = (node: Node, sources: readonly Source[]): Order | undefined => {
    let found: Order | undefined
    for (const { input, axis } of sources) {
      const other = at(node.inputs[input], axis)
      if (!other) continue
      if (found && matches(node) && differ(found, other)) {
        mixtures.push({ node, orders: [found, other] })
        return unknown
      }
      found = found && !sameOrder(found, other) ? unknown : other
    }
    return found
  }

  for (const node of nodes) {
    if (batch.has(node)) {
      known.set(node, [examples])
      continue
    }
    const orders = axisSources(node).map((sources, axis) => {
      const size = node.shape[axis]
      if (size === undefined || !mentionsBatch(size)) return undefined
      const moved = node.op === 'gather' ? gatheredOrder(node, axis, at, build) : undefined
      return moved ?? disturbed(node, axis, united(node, sources))
    })
    if (orders.some(Boolean)) known.set(node, orders)
    for (const sources of summedAxes(node)) if (sources.length > 1) united(node, sources)
    if (node.op === 'scatterUpdate')
      united(node, [
        { input: 1, axis: 0 },
        { input: 2, axis: 0 },
      ])
  }
  return { of: at, mixtures }
}

/** Whether an operation matches the rows of its inputs one by one. */
const matches = (node: Node): boolean => node.op !== 'concatenate' && node.op !== 'reshape'

function sameOrder(a: Order, b: Order): boolean {
  if (a.is === 'permuted' && b.is === 'permuted') return a.by === b.by && a.times === b.times
  return a.is === b.is
}

const differ = (a: Order, b: Order): boolean => a.is !== 'unknown' && b.is !== 'unknown' && !sameOrder(a, b)

/** What a part of an axis, or an axis read backwards, does to the order. */
function disturbed(node: Node, axis: number, order: Order | undefined): Order | undefined {
  const before = node.inputs[0]?.shape[axis]
  const changes = node.op === 'slice' || node.op === 'pad' || node.op === 'spread' || node.op === 'windows'
  if (!order || !changes) return order
  const steps = node.attributes.steps
  const backwards = Array.isArray(steps) && steps[axis] !== 1
  const whole = JSON.stringify(before) === JSON.stringify(node.shape[axis])
  return whole && !backwards ? order : unknown
}

/** The order of rows that were picked from an axis of the batch. */
function gatheredOrder(
  node: Node,
  axis: number,
  at: (node: Node | undefined, axis: number) => Order | undefined,
  build: Build,
): Order | undefined {
  const [x, index] = node.inputs
  const place = Number(node.attributes.axis)
  const rows = (index?.shape.length ?? 0) - Number(node.attributes.batch)
  const picked = axis >= place && axis < place + rows
  const from = at(x, place)
  if (!picked || !index || !from) return undefined
  const by = permutationOf(index, build)
  if (!by || from.is === 'unknown') return unknown
  const step = by.inverse ? -1 : 1
  if (from.is === 'examples') return { is: 'permuted', by: by.by, times: step }
  if (from.by !== by.by) return unknown
  const times = from.times + step
  return times === 0 ? examples : { is: 'permuted', by: by.by, times }
}

/** The drawn permutation that an index is, or whose inverse it is. */
export function permutationOf(
  index: Node,
  build: Build,
): { readonly by: Node; readonly inverse: boolean } | undefined {
  let node: Node | undefined = index
  let inverse = false
  while (node) {
    if (node.op === 'input') {
      const drawn = build.draws.get(String(node.attributes.name))
      return drawn?.site.distribution.is === 'permutation' ? { by: node, inverse } : undefined
    }
    if (node.op === 'argsort') inverse = !inverse
    else if (node.op !== 'reshape' && node.op !== 'broadcast' && node.op !== 'cast') return undefined
    node = node.inputs[0]
  }
  return undefined
}
