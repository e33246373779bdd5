import { dimensions, flag, numbers, text } from '../attribute.js'
import * as build from '../build.js'
import { count } from '../count.js'
import { equalShapes, sizeOf } from '../dimension.js'
import { nodesOf } from '../function.js'
import type { Graph, GraphFunction } from '../graph.js'
import { makeNode } from '../make.js'
import type { Node } from '../node.js'
import { ops } from '../ops/index.js'
import { withOrigin } from '../origin.js'
import { at } from '../refuse.js'
import { parseSpec } from '../spec.js'

/**
 * What is mirrored under a condition, as a picture that is flipped by chance, is mirrored where its axis comes
 * from: maps of entries commute with it, and a product hands it on to the operand that alone has the axis, so
 * flip(clamp(x · W)) = clamp(x · flip(W)). As far as it goes, and where fewer entries are turned then.
 * For simplified graphs.
 */
export function moveMirrors(graph: Graph): Graph {
  const functions = Object.entries(graph.functions).map(([name, body]) => [name, moved(body)] as const)
  return { variables: graph.variables, functions: Object.fromEntries(functions) }
}

function moved(body: GraphFunction): GraphFunction {
  const uses = new Map<Node, number>()
  const results = [...Object.values(body.outputs), ...Object.values(body.updates)]
  const nodes = nodesOf(body)
  for (const used of [...nodes.flatMap(({ inputs }) => inputs), ...results])
    uses.set(used, (uses.get(used) ?? 0) + 1)
  const done = new Map<Node, Node>()
  const next = (node: Node): Node => done.get(node) ?? node
  for (const node of nodes) {
    const same = node.inputs.every((input) => next(input) === input)
    done.set(
      node,
      turnedEarly(node, uses, next) ?? (same ? node : { ...node, inputs: node.inputs.map(next) }),
    )
  }
  const mapped = (part: Readonly<Record<string, Node>>) =>
    Object.fromEntries(Object.entries(part).map(([name, node]) => [name, next(node)]))
  return { ...body, outputs: mapped(body.outputs), updates: mapped(body.updates) }
}

/** The axis of a tensor that is mirrored, and which axis of the condition each of its axes is, or -1. */
interface Mirror {
  readonly axis: number
  readonly along: readonly number[]
}

/** The axis along which a node is its third operand or, under its condition, this one mirrored. */
function mirrorOf({ op, inputs, shape }: Node): Mirror | undefined {
  const [condition, turned, x] = inputs
  if (op !== 'where' || !condition || turned?.op !== 'slice' || !x || at(turned.inputs, 0) !== x)
    return undefined
  const steps = numbers(turned.attributes, 'steps')
  const starts = dimensions(turned.attributes, 'starts')
  const axis = steps.indexOf(-1)
  const whole = equalShapes(x.shape, turned.shape) && equalShapes(x.shape, shape)
  const alone = steps.every((step, k) => k === axis || (step === 1 && starts[k] === 0))
  const lead = shape.length - condition.shape.length
  const along = shape.map((_, k) => (k >= lead && condition.shape[k - lead] !== 1 ? k - lead : -1))
  return axis >= 0 && whole && alone && along[axis] === -1 ? { axis, along } : undefined
}

/** The nodes between a mirrored tensor and those that are mirrored instead, users first. */
interface Region {
  readonly inside: ReadonlyMap<Node, Parts>
  readonly border: readonly Node[]
  readonly mirrors: ReadonlyMap<Node, Mirror>
}

/** All that has no other user and hands the mirror on. Undefined where two of them disagree. */
function regionBehind(x: Node, mirror: Mirror, uses: ReadonlyMap<Node, number>): Region | undefined {
  const mirrors = new Map([[x, mirror]])
  const seen = new Map<Node, number>()
  const inside = new Map<Node, Parts>()
  const border = new Set([x])
  const open = [x]
  for (let node = open.pop(); node; node = open.pop()) {
    const parts = handedOn(node, mirrors.get(node) as Mirror)
    if (!parts) continue
    inside.set(node, parts)
    border.delete(node)
    for (const [k, part] of parts) {
      const input = at(node.inputs, k)
      const known = mirrors.get(input)
      if (known && JSON.stringify(known) !== JSON.stringify(part)) return undefined
      mirrors.set(input, part)
      seen.set(input, (seen.get(input) ?? 0) + 1)
      border.add(input)
      if (seen.get(input) === uses.get(input)) open.push(input)
    }
  }
  return { inside, border: [...border], mirrors }
}

const entriesOf = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, { shape }) => sum + count(shape.map(sizeOf)), 0)

function turnedEarly(
  node: Node,
  uses: ReadonlyMap<Node, number>,
  next: (node: Node) => Node,
): Node | undefined {
  const mirror = mirrorOf(node)
  const [condition, copy, x] = node.inputs
  if (!mirror || !condition || !copy || !x || uses.get(copy) !== 1 || uses.get(x) !== 2) return undefined
  const region = regionBehind(x, mirror, uses)
  if (!region || entriesOf(region.border) >= entriesOf([x])) return undefined
  const turned = new Map<Node, Node>()
  for (const edge of region.border) {
    const { axis, along } = region.mirrors.get(edge) as Mirror
    const shape = along.map((own) => (own < 0 ? 1 : at(condition.shape, own)))
    const plain = next(edge)
    const choice = () =>
      build.where(build.reshape(next(condition), shape), build.reverse(plain, [axis]), plain)
    turned.set(edge, withOrigin(node.origin, choice))
  }
  for (const [inner, parts] of [...region.inside].reverse()) {
    const inputs = inner.inputs.map(next)
    for (const [k] of parts) inputs[k] = turned.get(at(inner.inputs, k)) as Node
    turned.set(inner, makeNode(inner.op, inputs, inner.attributes, { origin: inner.origin }))
  }
  return turned.get(x)
}

type Parts = readonly (readonly [input: number, mirror: Mirror])[]

/** The operands that are mirrored instead of a node, each along its own axis; undefined where there are none. */
function handedOn(node: Node, mirror: Mirror): Parts | undefined {
  if (node.op === 'reshape') return throughReshape(node, mirror)
  if (node.op === 'sum') return throughSum(node, mirror)
  if (node.op === 'contract') return throughProduct(node, mirror)
  return ops[node.op].elementwise ? throughMap(node, mirror) : undefined
}

/** The mirror of an operand whose axis k is axis `of[k]` of the node, -1 where it is none of them. */
function seenFrom({ axis, along }: Mirror, { shape, type }: Node, of: readonly number[]): Mirror | undefined {
  const own = of.map((k, place) => (shape[place] === 1 || k < 0 ? -1 : at(along, k)))
  const all = along.every((k) => k < 0 || own.includes(k))
  const ordered = own.filter((k) => k >= 0).every((k, place, list) => place === 0 || k > at(list, place - 1))
  const place = of.indexOf(axis)
  return type === 'f32' && all && ordered && place >= 0 ? { axis: place, along: own } : undefined
}

function throughMap(node: Node, mirror: Mirror): Parts | undefined {
  const parts = node.inputs.flatMap((input, k) => {
    const lead = node.shape.length - input.shape.length
    const varies = mirror.axis >= lead && input.shape[mirror.axis - lead] !== 1
    const of = input.shape.map((_, axis) => axis + lead)
    return varies ? [[k, seenFrom(mirror, input, of)] as const] : []
  })
  return known(parts)
}

const known = (parts: readonly (readonly [number, Mirror | undefined])[]): Parts | undefined => {
  const found = parts.flatMap(([k, mirror]) => (mirror ? [[k, mirror] as const] : []))
  return found.length > 0 && found.length === parts.length ? found : undefined
}

function throughReshape(node: Node, mirror: Mirror): Parts | undefined {
  const x = at(node.inputs, 0)
  const long = ({ shape }: Node) => shape.flatMap((size, axis) => (size === 1 ? [] : [axis]))
  const [to, from] = [long(node), long(x)]
  const sizes = (axes: readonly number[], { shape }: Node) => axes.map((axis) => at(shape, axis))
  if (!equalShapes(sizes(to, node), sizes(from, x))) return undefined
  const of = x.shape.map((_, axis) => to[from.indexOf(axis)] ?? -1)
  return known([[0, seenFrom(mirror, x, of)]])
}

function throughSum(node: Node, mirror: Mirror): Parts | undefined {
  const x = at(node.inputs, 0)
  const [axes, keep] = [numbers(node.attributes, 'axes'), flag(node.attributes, 'keep')]
  const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]))
  const of = x.shape.map((_, axis) => (axes.includes(axis) ? -1 : keep ? axis : kept.indexOf(axis)))
  return known([[0, seenFrom(mirror, x, of)]])
}

function throughProduct(node: Node, mirror: Mirror): Parts | undefined {
  const { left, right, result } = parseSpec(text(node.attributes, 'spec'))
  const letters = [left, right, result].map((axes) =>
    axes.map((axis) => (axis.is === 'plain' ? axis.letter : undefined)),
  ) as [(string | undefined)[], (string | undefined)[], (string | undefined)[]]
  const own = letters[2][mirror.axis]
  const operands = [0, 1].filter((k) => at(letters, k).includes(own))
  const affine = letters.flat().includes(undefined)
  if (affine || operands.length !== 1) return undefined
  const k = at(operands, 0)
  const of = at(letters, k).map((letter) => letters[2].indexOf(letter))
  return known([[k, seenFrom(mirror, at(node.inputs, k), of)]])
}
