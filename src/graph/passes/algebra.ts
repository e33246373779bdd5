import { numbers, text } from '../attribute.js'
import { equalShapes } from '../dimension.js'
import type { Attribute, Node } from '../node.js'
import type { OpName } from '../ops/index.js'
import { at } from '../refuse.js'
import { lettersOf, parseSpec } from '../spec.js'
import { constantGather, constantScatter } from './constant-index.js'

/** Makes a node and simplifies it. */
export type Make = (
  op: OpName,
  inputs: readonly Node[],
  attributes?: Readonly<Record<string, Attribute>>,
) => Node

/** A simpler node of the same value, shape and type; undefined where a rule does not apply. */
export type Rule = (node: Node, make: Make) => Node | undefined

const first = (node: Node): Node => at(node.inputs, 0)
const second = (node: Node): Node => at(node.inputs, 1)

/** The number that all entries of a constant are. */
export const fillOf = (node: Node): number | undefined =>
  node.op === 'constant' && node.data?.length === 1 ? node.data[0] : undefined

const alone: Rule = (node) => first(node)

/** An operand that is already the result, when the other one is `neutral`. */
const stays = (node: Node, operand: Node): Node | undefined =>
  equalShapes(node.shape, operand.shape) && node.type === operand.type ? operand : undefined

const withNeutral =
  (neutral: number, leftToo: boolean): Rule =>
  (node) => {
    if (fillOf(second(node)) === neutral) return stays(node, first(node))
    return leftToo && fillOf(first(node)) === neutral ? stays(node, second(node)) : undefined
  }

const negated = (node: Node): Node | undefined => (node.op === 'negate' ? first(node) : undefined)

/** A reduction over axes of one entry only moves. */
const overNothing: Rule = (node, make) => {
  const x = first(node)
  const single = numbers(node.attributes, 'axes').every((axis) => x.shape[axis] === 1)
  return single ? make('reshape', [x], { shape: node.shape }) : undefined
}

/** (x · a) · b = x · (a · b) for constants. */
const joinScales: Rule = (node, make) => {
  const [x, b] = [first(node), second(node)]
  const [inner, scale] = [x, b].some((side) => side.op === 'multiply')
    ? x.op === 'multiply'
      ? [x, b]
      : [b, x]
    : []
  if (!inner || !scale || fillOf(scale) === undefined || node.type !== 'f32') return undefined
  const constant = inner.inputs.find((input) => fillOf(input) !== undefined)
  const rest = inner.inputs.find((input) => input !== constant)
  if (!constant || !rest || !equalShapes(rest.shape, node.shape)) return undefined
  return make('multiply', [rest, make('multiply', [constant, scale])])
}

const composed: Rule = (node, make) => {
  const x = first(node)
  const permutation = numbers(node.attributes, 'permutation')
  if (permutation.every((axis, k) => axis === k)) return x
  if (x.op === 'transpose') {
    const before = numbers(x.attributes, 'permutation')
    return make('transpose', [first(x)], { permutation: permutation.map((axis) => at(before, axis)) })
  }
  const long = permutation.filter((axis) => x.shape[axis] !== 1)
  const keepsOrder = long.every((axis, k) => k === 0 || axis > at(long, k - 1))
  return keepsOrder ? make('reshape', [x], { shape: node.shape }) : undefined
}

const same: Rule = (node) => (equalShapes(node.shape, first(node).shape) ? first(node) : undefined)

/** `op(op(x))` is `op(x)` with the outer attributes. */
const outermost: Rule = (node, make) => {
  const x = first(node)
  return x.op === node.op ? make(node.op, [first(x)], node.attributes) : undefined
}

const joinPads: Rule = (node, make) => {
  const x = first(node)
  if (x.op !== 'pad') return undefined
  const sum = (name: string) =>
    numbers(node.attributes, name).map((size, axis) => size + at(numbers(x.attributes, name), axis))
  return make('pad', [first(x)], { before: sum('before'), after: sum('after') })
}

/** A truth value or whole number that becomes another type on the way to the last one. */
const joinCasts: Rule = (node, make) => {
  const x = first(node)
  if (x.type === node.type) return x
  const exact = x.op === 'cast' && (first(x).type === 'bool' || (first(x).type === 'int' && x.type === 'f32'))
  if (!exact) return undefined
  const source = first(x)
  return source.type === node.type ? source : make('cast', [source], node.attributes)
}

const choose: Rule = (node, make) => {
  const [a, b] = [second(node), at(node.inputs, 2)]
  const condition = fillOf(first(node))
  const chosen = condition === undefined ? (a === b ? a : undefined) : condition === 0 ? b : a
  if (!chosen || chosen.type !== node.type) return undefined
  return stays(node, chosen) ?? make('broadcast', [chosen], { shape: node.shape })
}

const commonPower: Rule = (node, make) => {
  const x = first(node)
  if (!equalShapes(x.shape, node.shape)) return undefined
  const exponent = fillOf(second(node))
  if (exponent === 1) return x
  if (exponent === 2) return make('multiply', [x, x])
  return exponent === 0.5 ? make('sqrt', [x]) : undefined
}

const addNegative: Rule = (node, make) => {
  const [a, b] = [first(node), second(node)]
  const [fromRight, fromLeft] = [negated(b), negated(a)]
  if (fromRight) return make('subtract', [a, fromRight])
  return fromLeft && make('subtract', [b, fromLeft])
}

const subtractNegative: Rule = (node, make) => {
  const positive = negated(second(node))
  return positive && make('add', [first(node), positive])
}

const byMinusOne: Rule = (node, make) => {
  const other = [first(node), second(node)].find((_, k) => fillOf(at(node.inputs, 1 - k)) === -1)
  return other && stays(node, other) && make('negate', [other])
}

/** A product's axes of one entry are left out: engines see the matrices in it. */
const withoutSingles: Rule = (node, make) => {
  const { left, right, result } = parseSpec(text(node.attributes, 'spec'))
  const parts = [left, right, result] as const
  if (parts.some((axes) => axes.some(({ is }) => is === 'affine'))) return undefined
  const [a, b] = [first(node), second(node)]
  const shapes = [a.shape, b.shape, node.shape] as const
  const kept = parts.map((axes, part) =>
    axes.flatMap((_, axis) => (shapes[part]?.[axis] === 1 ? [] : [axis])),
  )
  if (kept.every((axes, part) => axes.length === parts[part]?.length)) return undefined
  const [l, r, y] = parts.map((axes, part) =>
    (kept[part] ?? []).map((axis) => lettersOf(at(axes, axis)).join('')).join(''),
  )
  const bare = (x: Node, part: number) =>
    make('reshape', [x], { shape: (kept[part] ?? []).map((axis) => at(x.shape, axis)) })
  const product = make('contract', [bare(a, 0), bare(b, 1)], { ...node.attributes, spec: `${l},${r}->${y}` })
  return make('reshape', [product], { shape: node.shape })
}

/** What `maximum` and `minimum` with a constant leave alone: `min(max(x, 0), 1)` is in 0..1 already. */
const within = (op: 'maximum' | 'minimum'): Rule => {
  const opposite = op === 'maximum' ? 'minimum' : 'maximum'
  const beyond = (a: number, b: number) => (op === 'maximum' ? a >= b : a <= b)
  const inside = (x: Node, bound: number): boolean => {
    const own = x.op === op || x.op === opposite ? fillOf(second(x)) : undefined
    if (own === undefined || !beyond(own, bound)) return false
    return x.op === op || inside(first(x), bound)
  }
  return (node) => {
    const bound = fillOf(second(node))
    return bound !== undefined && inside(first(node), bound) ? stays(node, first(node)) : undefined
  }
}

/** What holds of each op, tried in order. None changes a value other than by float rounding. */
export const algebra: Partial<Record<OpName, readonly Rule[]>> = {
  stopGradient: [alone],
  declare: [alone],
  negate: [(node) => negated(first(node))],
  not: [(node) => (first(node).op === 'not' ? first(first(node)) : undefined)],
  add: [withNeutral(0, true), addNegative],
  subtract: [withNeutral(0, false), subtractNegative],
  multiply: [withNeutral(1, true), byMinusOne, joinScales],
  divide: [withNeutral(1, false)],
  power: [commonPower],
  contract: [withoutSingles],
  maximum: [within('maximum')],
  minimum: [within('minimum')],
  where: [choose],
  cast: [joinCasts],
  sum: [overNothing],
  max: [overNothing],
  min: [overNothing],
  any: [overNothing],
  all: [overNothing],
  transpose: [composed],
  reshape: [same, outermost],
  broadcast: [same, outermost],
  slice: [
    (node, make) =>
      numbers(node.attributes, 'steps').every((step) => step === 1) ? same(node, make) : undefined,
  ],
  pad: [same, joinPads],
  spread: [same],
  gather: [constantGather],
  scatterAdd: [constantScatter],
}
