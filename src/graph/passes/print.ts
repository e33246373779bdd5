import { isPolynomial, show, showShape } from '../dimension.js'
import type { Graph, GraphFunction } from '../graph.js'
import type { Attribute, Node } from '../node.js'
import { inOrder } from '../order.js'

/** A graph as text, one node a line: `%3 = add(%1, %2): f32[2, 3]`. */
export function print(graph: Graph): string {
  const variables = Object.values(graph.variables).map(
    ({ path, shape, type }) => `variable ${path}: ${type}${showShape(shape)}\n`,
  )
  const functions = Object.entries(graph.functions).map(([name, body]) => printFunction(name, body))
  return [variables.join(''), ...functions].filter((part) => part !== '').join('\n')
}

function printFunction(name: string, body: GraphFunction): string {
  const results = [...Object.values(body.outputs), ...Object.values(body.updates)]
  const names = new Map<Node, string>()
  const lines = inOrder([...Object.values(body.inputs), ...results]).map((node, k) => {
    names.set(node, `%${k}`)
    return `  %${k} = ${printNode(node, names)}`
  })
  const line =
    (word: string) =>
    ([key, node]: [string, Node]) =>
      `  ${word} ${key} = ${names.get(node)}`
  const ends = [
    ...Object.entries(body.outputs).map(line('output')),
    ...Object.entries(body.updates).map(line('update')),
  ]
  return [`function ${name} {`, ...lines, ...ends, '}', ''].join('\n')
}

function printNode(node: Node, names: ReadonlyMap<Node, string>): string {
  const { shape: _shape, type: _type, ...others } = node.attributes
  const attributes = node.inputs.length === 0 ? others : node.attributes
  const words = Object.entries(attributes).map(([name, value]) => `${name}: ${printAttribute(value)}`)
  const values = node.data ? [printData(node.data)] : []
  const operands = [...node.inputs.map((input) => names.get(input) ?? '?'), ...words, ...values]
  return `${node.op}(${operands.join(', ')}): ${node.type}${showShape(node.shape)}`
}

function printAttribute(value: Attribute): string {
  if (typeof value !== 'object') return String(value)
  if (isPolynomial(value)) return show(value)
  if (Array.isArray(value)) return `[${value.map(printAttribute).join(', ')}]`
  const entries: [string, Attribute][] = Object.entries(value)
  return `{${entries.map(([name, item]) => `${name}: ${printAttribute(item)}`).join(', ')}}`
}

function printData(data: Float64Array): string {
  if (data.length === 1) return String(data[0])
  const shown = [...data.slice(0, 8)].map((value) => String(value))
  return `{${shown.join(', ')}${data.length > 8 ? `, … ${data.length} values` : ''}}`
}
