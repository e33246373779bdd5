import * as build from '../../graph/build.js'
import { makeNode } from '../../graph/make.js'
import type { Node } from '../../graph/node.js'
import { shapeOf } from '../lowering/lower.js'
import { fillOf, unrepeated } from '../lowering/operands.js'
import { arrange, at, product, sameList, type Value } from '../lowering/value.js'
import type { Lower } from './lower.js'
import { emit } from './model.js'

/**
 * A large tensor as a sum of others, scaled and shifted by small ones: Σ ± scale · base + offset.
 *
 * Normalisations and their gradients are long chains of such steps, each of which would read and write all
 * of memory. As a form a chain costs one pass for each base, and a sum over it only the sums of its bases.
 */
export interface Form {
  readonly terms: readonly Term[]
  readonly offset: Node | undefined
}

interface Term {
  /** One node, or two whose product is summed. */
  readonly bases: readonly Node[]
  readonly sign: 1 | -1
  readonly scale: Node | undefined
}

/** From this size on tensors have forms; a scale or shift is this much smaller than its tensor. */
const [largeSize, smallShare, mostTerms] = [16384, 64, 3]

const linear = new Set(['add', 'subtract', 'multiply', 'divide', 'negate', 'power'])

const ofNode = (node: Node): Form => ({
  terms: [{ bases: [node], sign: 1, scale: undefined }],
  offset: undefined,
})

/** The form of a node, undefined where it is none of other nodes. */
export function formOf(node: Node, lower: Lower): Form | undefined {
  if (!linear.has(node.op) || node.type !== 'f32') return undefined
  const shape = shapeOf(node)
  const size = product(shape)
  if (size < largeSize) return undefined
  const [a, b] = node.inputs.map(unrepeated)
  if (!a) return undefined
  const isSmall = (input: Node) => product(shapeOf(input)) * smallShare <= size
  const isLarge = (input: Node) => sameList(shapeOf(input), shape)
  if (!b) return node.op === 'negate' && isLarge(a) ? negated(inner(a, lower)) : undefined
  if (isLarge(a) && isLarge(b)) return ofTwo(node, a, b, lower)
  if (isLarge(a) && isSmall(b)) return withSmall(node, inner(a, lower), a, b, lower)
  if (isSmall(a) && isLarge(b)) return smallFirst(node.op, a, inner(b, lower))
  return undefined
}

const inner = (node: Node, lower: Lower): Form => lower.form(node) ?? ofNode(node)

function ofTwo(node: Node, a: Node, b: Node, lower: Lower): Form | undefined {
  if (node.op === 'multiply') return onlySummed(node, lower) ? productOf(a, b, lower) : undefined
  if (node.op !== 'add' && node.op !== 'subtract') return undefined
  const [left, right] = [inner(a, lower), inner(b, lower)]
  return node.op === 'add' ? sumOf(left, right) : sumOf(left, negated(right))
}

function withSmall(node: Node, form: Form, a: Node, b: Node, lower: Lower): Form | undefined {
  switch (node.op) {
    case 'add':
      return { ...form, offset: form.offset ? build.add(form.offset, b) : b }
    case 'subtract':
      return { ...form, offset: form.offset ? build.subtract(form.offset, b) : build.negate(b) }
    case 'multiply':
      return scaled(form, (scale) => (scale ? build.multiply(scale, b) : b))
    case 'divide':
      return scaled(form, (scale) => build.divide(scale ?? build.fill(1), b))
    case 'power':
      return fillOf(b) === 2 && onlySummed(node, lower) ? productOf(a, a, lower) : undefined
    default:
      return undefined
  }
}

function smallFirst(op: string, a: Node, form: Form): Form | undefined {
  if (op === 'add') return { ...form, offset: form.offset ? build.add(a, form.offset) : a }
  if (op === 'multiply') return scaled(form, (scale) => (scale ? build.multiply(a, scale) : a))
  if (op !== 'subtract') return undefined
  const turned = negated(form)
  return { ...turned, offset: turned.offset ? build.add(a, turned.offset) : a }
}

function scaled(form: Form, by: (scale: Node | undefined) => Node): Form {
  return {
    terms: form.terms.map((term) => ({ ...term, scale: by(term.scale) })),
    offset: form.offset && by(form.offset),
  }
}

function negated({ terms, offset }: Form): Form {
  return {
    terms: terms.map((term) => ({ ...term, sign: term.sign === 1 ? -1 : 1 })),
    offset: offset && build.negate(offset),
  }
}

/** Undefined where there are too many terms. */
function sumOf(a: Form, b: Form): Form | undefined {
  const terms = b.terms.reduce(addTerm, a.terms)
  const offset = a.offset && b.offset ? build.add(a.offset, b.offset) : (a.offset ?? b.offset)
  return terms.length > mostTerms ? undefined : { terms, offset }
}

function addTerm(terms: readonly Term[], next: Term): readonly Term[] {
  const same = terms.findIndex(({ bases }) => sameList(bases, next.bases))
  if (same < 0) return [...terms, next]
  const old = at(terms, same)
  const [left, right] = [old.scale ?? build.fill(1), next.scale ?? build.fill(1)]
  const scale = old.sign === next.sign ? build.add(left, right) : build.subtract(left, right)
  return terms.with(same, { ...old, scale })
}

/** Whether all that becomes of a product is a sum over some of its axes. */
function onlySummed(node: Node, lower: Lower): boolean {
  let current = node
  for (let depth = 0; depth < 8; depth++) {
    const users = lower.users(current)
    const [user] = users
    if (!user || users.length > 1 || user === current) return false
    if (user.op === 'sum') return true
    const passes = user.op === 'negate' || user.op === 'multiply' || user.op === 'divide'
    const other = user.inputs.find((input) => input !== current)
    if (!passes || (other && product(shapeOf(unrepeated(other))) * smallShare > product(shapeOf(user))))
      return false
    current = user
  }
  return false
}

/**
 * A product of scaled tensors. A factor with a shift is made first: expanding it would subtract large sums
 * that are almost equal, as in Σ (x − m)² = Σ x² − n m².
 */
function productOf(a: Node, b: Node, lower: Lower): Form {
  const [left, right] = [factor(a, lower), factor(b, lower)]
  const scale =
    left.scale && right.scale ? build.multiply(left.scale, right.scale) : (left.scale ?? right.scale)
  const sign = left.sign === right.sign ? 1 : -1
  return { terms: [{ bases: [...left.bases, ...right.bases], sign, scale }], offset: undefined }
}

function factor(node: Node, lower: Lower): Term {
  const form = inner(node, lower)
  const [term, ...others] = form.terms
  if (term && others.length === 0 && !form.offset && term.bases.length === 1) return term
  lower.value(node)
  return at(ofNode(node).terms, 0)
}

/** Makes the tensor of a form, or `relu` of it. */
export function materialise(form: Form, lower: Lower, activation?: 'Relu'): Value {
  const mapped = inOnePass(form, lower, activation)
  if (mapped) return mapped
  const sorted = [...form.terms].sort((a, b) => b.sign - a.sign)
  const start = shifted(lower, at(sorted, 0), form.offset)
  const whole = sorted.slice(1).reduce((sum, term) => {
    return step(lower, term.sign === 1 ? 'add' : 'subtract', [sum, scaledBase(lower, term)])
  }, start)
  const value = lower.value(whole)
  return activation ? { ...value, name: emit(lower.model, activation, [value.name]) } : value
}

/**
 * From this number of pixels on, a convolution with one tap and one channel per group scales, shifts, adds
 * and cuts off at 0 in a single pass over a channels-first map.
 */
const manyPixels = 256

function inOnePass({ terms, offset }: Form, lower: Lower, activation: 'Relu' | undefined): Value | undefined {
  if (!lower.provider.fuses) return undefined
  const first = terms.find((term) => term.sign === 1 && term.scale && term.bases.length === 1)
  const rest = terms.filter((term) => term !== first)
  if (!first?.scale || (!offset && rest.length === 0)) return undefined
  if (rest.some(({ sign }) => sign === -1)) return undefined
  const base = lower.value(at(first.bases, 0))
  const [channel, width] = [base.order[1] ?? 0, base.shape[1] ?? 0]
  const pixels = product(base.shape.slice(2))
  const perChannel = (small: Node) => {
    const shape = shapeOf(small)
    return product(shape) === width && shape[channel - base.shape.length + shape.length] === width
  }
  const suits = base.shape.length === 4 && width > 1 && pixels >= manyPixels
  if (!suits || !perChannel(first.scale) || (offset && !perChannel(offset))) return undefined
  const others = rest.map((term) => scaledBase(lower, term))
  const sum = others.length > 0 ? others.reduce((all, node) => step(lower, 'add', [all, node])) : undefined
  const inputs = [
    base.name,
    lower.value(build.reshape(first.scale, [width, 1, 1, 1])).name,
    offset ? lower.value(build.reshape(offset, [width])).name : '',
    ...(sum ? [arrange(lower.model, lower.value(sum), base.order).name] : []),
  ]
  const attributes = { group: width, kernel_shape: [1, 1], ...(activation && { activation }) }
  return { ...base, name: emit(lower.model, 'FusedConv', inputs, attributes) }
}

function scaledBase(lower: Lower, { bases, scale }: Term): Node {
  const base = bases.length === 1 ? at(bases, 0) : step(lower, 'multiply', bases)
  return scale ? step(lower, 'multiply', [base, scale]) : base
}

function shifted(lower: Lower, term: Term, offset: Node | undefined): Node {
  const base = scaledBase(lower, term)
  const start = term.sign === 1 ? base : step(lower, 'negate', [base])
  return offset ? step(lower, 'add', [start, offset]) : start
}

function step(lower: Lower, op: 'add' | 'subtract' | 'multiply' | 'negate', inputs: readonly Node[]): Node {
  const node = makeNode(op, inputs)
  lower.direct(node)
  return node
}

/** The sum of a form over `axes`, which stay with size 1; undefined where scales or shifts vary along them. */
export function sumOfForm(
  { terms, offset }: Form,
  shape: readonly number[],
  axes: readonly number[],
): Node | undefined {
  const smalls = [...terms.flatMap(({ scale }) => (scale ? [scale] : [])), ...(offset ? [offset] : [])]
  if (smalls.some((small) => variesAlong(shapeOf(small), shape, axes))) return undefined
  const count = product(axes.map((axis) => at(shape, axis)))
  const parts = terms.map(({ bases, sign, scale }) => {
    const [a, b] = [at(bases, 0), bases[1]]
    const sum = build.sum(b ? build.multiply(a, b) : a, axes, true)
    return { sign, node: scale ? build.multiply(sum, scale) : sum }
  })
  const first = at(parts, 0)
  const start = first.sign === 1 ? first.node : build.negate(first.node)
  const whole = parts
    .slice(1)
    .reduce((sum, { sign, node }) => (sign === 1 ? build.add(sum, node) : build.subtract(sum, node)), start)
  return offset ? build.add(whole, build.multiply(offset, build.fill(count))) : whole
}

function variesAlong(small: readonly number[], shape: readonly number[], axes: readonly number[]): boolean {
  const lead = shape.length - small.length
  return axes.some((axis) => axis >= lead && small[axis - lead] !== 1)
}
