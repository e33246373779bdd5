import { count } from '../count.js'
import { sizeOf } from '../dimension.js'
import type { Node } from '../node.js'
import type { Tensor } from '../op.js'
import { ops } from '../ops/index.js'
import { at } from '../refuse.js'

/** Results with more entries are left to the engine: they would only make the graph large. */
const mostEntries = 4096

/** The values of a node whose inputs are all constant; undefined where it stays. */
export function foldConstants(node: Node): Float64Array | undefined {
  if (node.op === 'constant') return compressed(node.data)
  if (node.inputs.length === 0 || node.inputs.some((input) => input.op !== 'constant')) return undefined
  const fills = node.inputs.every((input) => input.data?.length === 1)
  if (fills && (ops[node.op].elementwise || movesOnly.has(node.op))) return foldFills(node)
  const sizes = [node, ...node.inputs].map(({ shape }) => count(shape.map(sizeOf)))
  if (sizes.some((size) => size > mostEntries)) return undefined
  const inputs = node.inputs.map(expanded)
  return compressed(ops[node.op].reference(inputs, node.attributes, node.shape.map(sizeOf)))
}

const movesOnly: ReadonlySet<string> = new Set([
  'broadcast',
  'reshape',
  'transpose',
  'slice',
  'windows',
  'gather',
])

/** Equal entries in, equal entries out: one number says all. */
function foldFills(node: Node): Float64Array {
  if (movesOnly.has(node.op)) return at(node.inputs, 0).data as Float64Array
  const inputs = node.inputs.map((input): Tensor => ({ data: input.data as Float64Array, shape: [] }))
  return ops[node.op].reference(inputs, node.attributes, [])
}

function expanded(node: Node): Tensor {
  const shape = node.shape.map(sizeOf)
  const data = node.data as Float64Array
  const size = count(shape)
  return { data: data.length === size ? data : new Float64Array(size).fill(data[0] as number), shape }
}

/** One number where all entries are equal. */
function compressed(data: Float64Array | undefined): Float64Array | undefined {
  if (!data || data.length < 2) return data
  return data.every((value) => Object.is(value, data[0])) ? data.slice(0, 1) : data
}
