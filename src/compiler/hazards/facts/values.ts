import { allInputs, behind } from '../../../graph/behind.js'
import { isPolynomial } from '../../../graph/dimension.js'
import type { Attribute, Node } from '../../../graph/node.js'
import { sameData } from '../../../graph/passes/intern.js'

/**
 * Tells whether two nodes compute the same value; `stop_gradient` and promises of a kind change none.
 * Most that differ read other draws or parameters, so that the graph need not be compared.
 */
export function sameValues(nodes: readonly Node[]): (a: Node, b: Node) => boolean {
  let first: ((node: Node) => Node) | undefined
  return (a, b) => {
    if (a === b) return true
    if (!sameLeaves(leavesOf(a), leavesOf(b))) return false
    first ??= firstOfEach(nodes)
    return first(a) === first(b)
  }
}

/** The names of what a value is computed from. */
const leavesOf = (node: Node): Set<string> =>
  new Set(
    [...behind([node], allInputs)].flatMap(({ op, attributes }) =>
      op === 'input' || op === 'variable' ? [`${op} ${String(attributes.name ?? attributes.path)}`] : [],
    ),
  )

const sameLeaves = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size === b.size && [...a].every((leaf) => b.has(leaf))

/** Ops that give what their first input is. */
const transparent: ReadonlySet<string> = new Set(['stopGradient', 'declare', 'call'])

/** Gives nodes that compute the same value one node. */
function firstOfEach(nodes: readonly Node[]): (node: Node) => Node {
  const known = new Map<Node, Node>()
  const numbers = new Map<Node, number>()
  const table = new Map<string, Node[]>()
  const first = (node: Node): Node => known.get(node) ?? node
  const numberOf = (node: Node): number => {
    const one = first(node)
    const number = numbers.get(one) ?? numbers.size
    numbers.set(one, number)
    return number
  }
  for (const node of nodes) {
    const [only] = node.inputs
    if (only && transparent.has(node.op)) {
      known.set(node, first(only))
      continue
    }
    const key = `${node.op} ${node.inputs.map(numberOf)} ${textOf(node.attributes)} ${node.data?.length ?? ''}`
    const bucket = table.get(key)
    const equal = bucket?.find((other) => sameData(other.data, node.data))
    if (equal) known.set(node, equal)
    else if (bucket) bucket.push(node)
    else table.set(key, [node])
  }
  return first
}

/** A text that equal attributes share. */
function textOf(value: Attribute): string {
  if (isPolynomial(value)) return value.key
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`
  if (typeof value !== 'object') return String(value)
  return `{${Object.entries(value).map(([name, one]) => `${name}:${textOf(one)}`)}}`
}
