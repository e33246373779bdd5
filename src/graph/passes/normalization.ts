import { text } from '../attribute.js'
import * as build from '../build.js'
import { equalShapes, numberOf } from '../dimension.js'
import { nodesOf } from '../function.js'
import type { Graph, GraphFunction } from '../graph.js'
import { makeNode } from '../make.js'
import type { Node } from '../node.js'
import { at } from '../refuse.js'
import { lettersOf, parseSpec } from '../spec.js'

/**
 * A normalisation by known statistics goes into the weights in front of it:
 * ((x · W) − μ) / σ · γ + β = x · (W · γ / σ) + (β − μ) · γ / σ, so that a pass over all activations becomes
 * one over the weights. Only in functions that update nothing: a training step takes μ and σ from the batch,
 * and its gradients need the product itself. For simplified graphs.
 */
export function foldNormalization(graph: Graph): Graph {
  const functions = Object.entries(graph.functions).map(([name, body]) => {
    const trains = Object.keys(body.updates).length > 0
    return [name, trains ? body : folded(body)] as const
  })
  return { variables: graph.variables, functions: Object.fromEntries(functions) }
}

/** A product with weights, then scaled and shifted along its last axis. */
interface Scaled {
  readonly product: Node
  readonly scale?: Node
  readonly shift?: Node
}

function folded(body: GraphFunction): GraphFunction {
  const nodes = nodesOf(body)
  const uses = new Map<Node, number>()
  for (const used of [...nodes.flatMap(({ inputs }) => inputs), ...Object.values(body.outputs)])
    uses.set(used, (uses.get(used) ?? 0) + 1)
  const known = new Set<Node>()
  const scaled = new Map<Node, Scaled>()
  const done = new Map<Node, Node>()
  const finish = (node: Node): Node => {
    const value = done.get(node) ?? whole(scaled.get(node) as Scaled)
    done.set(node, value)
    return value
  }
  for (const node of nodes) {
    if (isKnown(node, known)) known.add(node)
    const inner = node.inputs.find((input) => uses.get(input) === 1 && scaled.has(input))
    const next = inner ? further(node, inner, scaled.get(inner) as Scaled, known) : undefined
    if (next) scaled.set(node, next)
    else {
      const made = rebuilt(node, node.inputs.map(finish))
      if (isProduct(made, known)) scaled.set(node, { product: made })
      else done.set(node, made)
    }
  }
  const outputs = Object.entries(body.outputs).map(([name, node]) => [name, finish(node)] as const)
  return { ...body, outputs: Object.fromEntries(outputs) }
}

/** Made of variables and constants alone. */
const isKnown = ({ op, inputs }: Node, known: ReadonlySet<Node>): boolean =>
  op === 'variable' || op === 'constant' || (inputs.length > 0 && inputs.every((input) => known.has(input)))

const rebuilt = (node: Node, inputs: readonly Node[]): Node =>
  inputs.every((input, k) => input === node.inputs[k]) ? node : { ...node, inputs }

/** A contraction with weights on the right, from which alone the last axis of the result comes. */
function isProduct({ op, inputs, attributes }: Node, known: ReadonlySet<Node>): boolean {
  if (op !== 'contract' || !known.has(at(inputs, 1)) || known.has(at(inputs, 0))) return false
  return channelAxis(attributes) !== undefined
}

/** The axis of the weights that is the last one of the result. */
function channelAxis(attributes: Node['attributes']): number | undefined {
  const { left, right, result } = parseSpec(text(attributes, 'spec'))
  const last = result.at(-1)
  if (last?.is !== 'plain' || left.flatMap(lettersOf).includes(last.letter)) return undefined
  const axis = right.findIndex((one) => one.is === 'plain' && one.letter === last.letter)
  return axis < 0 ? undefined : axis
}

/** The next step of the normalisation; undefined where the node is none. */
function further(node: Node, inner: Node, before: Scaled, known: ReadonlySet<Node>): Scaled | undefined {
  const [left, right] = node.inputs
  const other = left === inner ? right : left
  if (!other || other === inner || !known.has(other) || !equalShapes(node.shape, inner.shape))
    return undefined
  if (other.shape.slice(0, -1).some((size) => numberOf(size) !== 1)) return undefined
  const by = build.reshape(other, [other.shape.at(-1) ?? 1])
  const { product, scale, shift } = before
  const then = (made: (value: Node, by: Node) => Node): Scaled => ({
    product,
    scale: made(scale ?? build.fill(1, [1]), by),
    ...(shift && { shift: made(shift, by) }),
  })
  if (node.op === 'multiply') return then(build.multiply)
  if (node.op === 'divide' && left === inner) return then(build.divide)
  if (node.op === 'add') return { ...before, shift: shift ? build.add(shift, by) : by }
  if (node.op === 'subtract' && left === inner)
    return { ...before, shift: shift ? build.subtract(shift, by) : build.negate(by) }
  return undefined
}

function whole({ product, scale, shift }: Scaled): Node {
  const [x, weights] = product.inputs as [Node, Node]
  const axis = channelAxis(product.attributes) ?? 0
  const behind = weights.shape.slice(axis + 1).map(() => 1)
  const scaled = scale && build.multiply(weights, build.reshape(scale, [...scale.shape, ...behind]))
  const made = scaled
    ? makeNode('contract', [x, scaled], product.attributes, { origin: product.origin })
    : product
  return shift ? build.add(made, shift) : made
}
