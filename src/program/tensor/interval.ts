import { type Dimension, numberOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { inOrder } from '../../graph/order.js'

/** The least and the greatest value that whole numbers can have. */
export type Interval = readonly [number, number]

const known = new WeakMap<Node, Interval | null>()

/**
 * Where the entries of an `int` tensor lie, from how they are computed; undefined where that says
 * nothing, as for numbers of the data.
 */
export function intervalOf(node: Node): Interval | undefined {
  for (const each of inOrder([node])) {
    if (!known.has(each)) known.set(each, each.type === 'f32' ? null : (compute(each) ?? null))
  }
  return known.get(node) ?? undefined
}

const of = (node: Node | undefined): Interval | undefined => (node && known.get(node)) ?? undefined

const corners = (a: Interval, b: Interval, join: (x: number, y: number) => number): Interval => {
  const values = [join(a[0], b[0]), join(a[0], b[1]), join(a[1], b[0]), join(a[1], b[1])]
  return [Math.min(...values), Math.max(...values)]
}

const kept: ReadonlySet<string> = new Set([
  'cast',
  'transpose',
  'reshape',
  'slice',
  'broadcast',
  'windows',
  'gather',
  'max',
  'min',
  'truncate',
])

const joins: Readonly<Record<string, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  subtract: (x, y) => x - y,
  multiply: (x, y) => x * y,
  maximum: Math.max,
  minimum: Math.min,
}

function compute(node: Node): Interval | undefined {
  const [first, second, third] = node.inputs
  if (node.op === 'constant') return ofValues(node.data ?? [])
  if (node.op === 'input') return ofDraw(node)
  if (node.type === 'bool') return [0, 1]
  if (kept.has(node.op)) return of(first)
  const join = joins[node.op]
  const [a, b] = [of(first), of(second)]
  if (join) return a && b ? corners(a, b, join) : undefined
  if (node.op === 'negate') return a && [-a[1], -a[0]]
  if (node.op === 'div') return a && b && b[0] > 0 ? corners(a, b, (x, y) => Math.floor(x / y)) : undefined
  if (node.op === 'mod') return b && b[0] > 0 ? remainder(a, b) : undefined
  if (node.op === 'where') return union([b, of(third)])
  if (node.op === 'concatenate') return union(node.inputs.map(of))
  return ofPlaces(node)
}

const remainder = (a: Interval | undefined, b: Interval): Interval =>
  a && a[0] >= 0 && a[1] < b[0] ? a : [0, b[1] - 1]

function union(all: readonly (Interval | undefined)[]): Interval | undefined {
  const found = all.flatMap((one) => (one ? [one] : []))
  if (found.length < all.length || found.length === 0) return undefined
  return [Math.min(...found.map(([low]) => low)), Math.max(...found.map(([, high]) => high))]
}

function ofValues(data: ArrayLike<number>): Interval | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let k = 0; k < data.length; k++) {
    low = Math.min(low, data[k] as number)
    high = Math.max(high, data[k] as number)
  }
  return low <= high ? [low, high] : undefined
}

/** What the description of a draw says. */
interface Drawn {
  readonly distribution?: {
    readonly is: string
    readonly low?: number
    readonly high?: number
    readonly n?: number
  }
}

function ofDraw({ attributes, type }: Node): Interval | undefined {
  if (type === 'bool') return [0, 1]
  if (typeof attributes.draw !== 'string') return undefined
  const { distribution }: Drawn = JSON.parse(attributes.draw)
  if (!distribution) return undefined
  const { is, low, high, n } = distribution
  if (is === 'integer' && low !== undefined && high !== undefined) return [low, high]
  return (is === 'permutation' || is === 'categorical') && n ? [0, n - 1] : undefined
}

/** Results that are places of an axis. */
function ofPlaces({ op, attributes, inputs: [x] }: Node): Interval | undefined {
  if (!x) return undefined
  const axis =
    op === 'argsort' ? x.shape.length - 1 : op === 'argmax' || op === 'argmin' ? Number(attributes.axis) : -1
  const size: Dimension | undefined = x.shape[axis]
  const count = size === undefined ? undefined : numberOf(size)
  return count === undefined ? undefined : [0, count - 1]
}
