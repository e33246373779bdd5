import type { Node } from '../node.js'
import type { OpName } from '../ops/index.js'

/** Gives equal nodes (same op, inputs, attributes and data) one object. */
export interface Interner {
  /** The first node that equals this one; its inputs and attributes must be interned and concrete. */
  readonly intern: (node: Node) => Node
}

/** Ops that do not care about the order of their operands. */
const commutative: ReadonlySet<OpName> = new Set([
  'add',
  'multiply',
  'maximum',
  'minimum',
  'equal',
  'notEqual',
  'and',
  'or',
])

export function createInterner(): Interner {
  const ids = new Map<Node, number>()
  const table = new Map<string, Node[]>()
  const idOf = (node: Node): number => {
    const known = ids.get(node)
    if (known !== undefined) return known
    ids.set(node, ids.size)
    return ids.size - 1
  }
  const intern = (node: Node): Node => {
    const inputs = node.inputs.map(idOf)
    if (commutative.has(node.op)) inputs.sort((a, b) => a - b)
    const key = `${node.op} ${inputs} ${JSON.stringify(node.attributes)} ${hash(node.data)}`
    const bucket = table.get(key) ?? []
    const equal = bucket.find((other) => sameData(other.data, node.data))
    if (equal) return equal
    table.set(key, [...bucket, node])
    idOf(node)
    return node
  }
  return { intern }
}

/** A fingerprint of the bits (FNV-1a). */
function hash(data: Float64Array | undefined): string {
  if (!data) return ''
  const words = new Uint32Array(data.buffer, data.byteOffset, data.length * 2)
  let code = 0x811c9dc5
  for (const word of words) code = Math.imul(code ^ word, 0x01000193)
  return `${data.length}:${code >>> 0}`
}

/** The same bits, up to the kind of NaN. */
export function sameData(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (!a || !b) return a === b
  return a.length === b.length && a.every((value, k) => Object.is(value, b[k]))
}
