import { showShape, sizeOf } from '../dimension.js'
import type { Graph, Variable } from '../graph.js'
import type { Node } from '../node.js'
import { concreteRecord } from './concrete.js'
import { sameData } from './intern.js'

/**
 * Compares two graphs node for node, dimensions by their numbers, origins not at all. Undefined where
 * they are the same, else a sentence about the first difference.
 */
export function sameGraph(a: Graph, b: Graph): string | undefined {
  const difference =
    sameNames('variables', a.variables, b.variables) ?? sameNames('functions', a.functions, b.functions)
  if (difference) return difference
  for (const [path, variable] of Object.entries(a.variables)) {
    const other = b.variables[path]
    if (other && showVariable(variable) !== showVariable(other)) {
      return `variable ${path} is ${showVariable(variable)} in one and ${showVariable(other)} in the other`
    }
  }
  const join = createPairs()
  for (const [name, body] of Object.entries(a.functions)) {
    const other = b.functions[name]
    for (const part of ['inputs', 'outputs', 'updates'] as const) {
      const [left, right] = [body[part], other?.[part] ?? {}]
      const found = sameNames(`${part} of ${name}`, left, right) ?? sameNodes(left, right, join)
      if (found) return found
    }
  }
  return undefined
}

const showVariable = ({ shape, type }: Variable): string => `${type}${showShape(shape)}`

function sameNames(what: string, a: object, b: object): string | undefined {
  const [left, right] = [Object.keys(a).sort(), Object.keys(b).sort()]
  const only = left.find((name) => !right.includes(name)) ?? right.find((name) => !left.includes(name))
  return only === undefined ? undefined : `${only} is among the ${what} of only one graph`
}

/** Whether the two were paired before; undefined where one of them has another partner. */
type Join = (a: Node, b: Node) => boolean | undefined

/** Keeps which node of one graph stands for which of the other. */
function createPairs(): Join {
  const forward = new Map<Node, Node>()
  const backward = new Map<Node, Node>()
  return (a, b) => {
    const [right, left] = [forward.get(a), backward.get(b)]
    if (right || left) return right === b && left === a ? true : undefined
    forward.set(a, b)
    backward.set(b, a)
    return false
  }
}

function sameNodes(
  a: Readonly<Record<string, Node>>,
  b: Readonly<Record<string, Node>>,
  join: Join,
): string | undefined {
  const open = Object.entries(a).map(([name, node]) => ({ path: name, left: node, right: b[name] as Node }))
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const { path, left, right } = pair
    const joined = join(left, right)
    if (joined) continue
    if (joined === undefined) return `${path}: one graph shares a ${left.op} node where the other has two`
    const [one, other] = [describe(left), describe(right)]
    if (one !== other) return `${path}: ${one} in one graph, ${other} in the other`
    if (!sameData(left.data, right.data)) return `${path}: constants of different values`
    for (const [k, input] of left.inputs.entries()) {
      open.push({ path: `${path}.${left.op}[${k}]`.slice(-200), left: input, right: right.inputs[k] as Node })
    }
  }
  return undefined
}

function describe({ op, inputs, attributes, shape, type }: Node): string {
  const sizes = showShape(shape.map(sizeOf))
  return `${op} of ${inputs.length} ${JSON.stringify(concreteRecord(attributes))} ${type}${sizes}`
}
