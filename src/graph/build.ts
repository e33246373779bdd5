import type { Call } from './call.js'
import { count } from './count.js'
import {
  type Dimension,
  div as divSizes,
  equalShapes,
  equal as equalSizes,
  minus,
  numberOf,
  plus,
  showShape,
  sizeOf,
  times,
} from './dimension.js'
import { makeNode } from './make.js'
import type { Attribute, ElementType, Node } from './node.js'
import { at, mistake, refuse } from './refuse.js'
import { letters, parseSpec, plainLetters } from './spec.js'

/*
 * A function per op, and the few compositions that many need. They convert element types (whole
 * numbers and truth values to `f32` where the op computes with real numbers), count negative axes from
 * the end, and leave out what changes nothing (a reshape to the same shape).
 */

// Sources

/** A tensor fed under `name`; `draw` says how the host makes it, where it is drawn. */
export function input(
  name: string,
  shape: readonly Dimension[],
  type: ElementType = 'f32',
  draw?: Attribute,
): Node {
  return makeNode('input', [], { name, shape, type, ...(draw !== undefined && { draw }) })
}

/** The value of a parameter or of state. */
export function variable(path: string, shape: readonly Dimension[], type: ElementType = 'f32'): Node {
  return makeNode('variable', [], { path, shape, type })
}

/** A tensor of equal entries; it broadcasts where it has no axes. */
export function fill(value: number, shape: readonly Dimension[] = [], type: ElementType = 'f32'): Node {
  return makeNode('constant', [], { shape, type }, { data: Float64Array.of(value) })
}

/** A tensor with the given entries, in row-major order. */
export function constant(
  data: ArrayLike<number>,
  shape: readonly Dimension[],
  type: ElementType = 'f32',
): Node {
  const values = Float64Array.from(data)
  const expected = count(shape.map(sizeOf))
  if (values.length !== expected)
    mistake(`a constant of shape ${showShape(shape)} with ${values.length} values`)
  return makeNode('constant', [], { shape, type }, { data: values })
}

/** 0, 1, … n − 1. */
export function iota(size: Dimension): Node {
  return constant(
    Array.from({ length: sizeOf(size) }, (_, k) => k),
    [size],
    'int',
  )
}

/** A square matrix: 1 below the diagonal, `diagonal` on it, 0 above. */
export function lowerTriangle(size: Dimension, diagonal: number): Node {
  const n = sizeOf(size)
  const data = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) data[i * n + j] = i === j ? diagonal : 1
  return constant(data, [size, size])
}

// Element types

/** The same numbers as another element type; the node itself where it has it already. */
export function cast(x: Node, to: ElementType): Node {
  if (x.type === to) return x
  if (x.op === 'constant' && x.data && to !== 'bool' && x.type !== 'f32') {
    return makeNode('constant', [], { ...x.attributes, type: to }, { data: x.data })
  }
  return makeNode('cast', [x], { to })
}

const real = (x: Node): Node => cast(x, 'f32')
const whole = (x: Node): Node => (x.type === 'bool' ? cast(x, 'int') : x)
const truth = (x: Node): Node => cast(x, 'bool')

function alike(a: Node, b: Node): readonly [Node, Node] {
  const to = a.type === 'f32' || b.type === 'f32' ? 'f32' : 'int'
  return [cast(a, to), cast(b, to)]
}

// Scalar maps

export const negate = (x: Node): Node => makeNode('negate', [whole(x)])
export const exp = (x: Node): Node => makeNode('exp', [real(x)])
/** The argument of an exponential, also of a declared one and of one that a kernel computes. */
function exponentOf(x: Node): Node | undefined {
  if (x.op === 'exp') return x.inputs[0]
  const passes = x.op === 'declare' || x.op === 'call'
  return passes && x.inputs[0] ? exponentOf(x.inputs[0]) : undefined
}

/** Of an exponential its argument: so `log(softmax(x))` is `log_softmax(x)`, finite where a probability is 0. */
export const log = (x: Node): Node => exponentOf(x) ?? makeNode('log', [real(x)])
export const sqrt = (x: Node): Node => makeNode('sqrt', [real(x)])
export const abs = (x: Node): Node => makeNode('abs', [whole(x)])
export const sin = (x: Node): Node => makeNode('sin', [real(x)])
export const cos = (x: Node): Node => makeNode('cos', [real(x)])
export const tanh = (x: Node): Node => makeNode('tanh', [real(x)])
export const sigmoid = (x: Node): Node => makeNode('sigmoid', [real(x)])
export const softplus = (x: Node): Node => makeNode('softplus', [real(x)])
export const relu = (x: Node): Node => makeNode('relu', [real(x)])
export const erf = (x: Node): Node => makeNode('erf', [real(x)])
export const gelu = (x: Node): Node => makeNode('gelu', [real(x)])
/** Drops the fraction: an `int`. */
export const truncate = (x: Node): Node => (x.type === 'f32' ? makeNode('truncate', [x]) : whole(x))
export const not = (x: Node): Node => makeNode('not', [truth(x)])

export const add = (a: Node, b: Node): Node => makeNode('add', alike(a, b))
export const subtract = (a: Node, b: Node): Node => makeNode('subtract', alike(a, b))
export const multiply = (a: Node, b: Node): Node => makeNode('multiply', alike(a, b))
export const divide = (a: Node, b: Node): Node => makeNode('divide', [real(a), real(b)])
export const power = (a: Node, b: Node): Node => makeNode('power', [real(a), real(b)])
export const maximum = (a: Node, b: Node): Node => makeNode('maximum', alike(a, b))
export const minimum = (a: Node, b: Node): Node => makeNode('minimum', alike(a, b))
export const mod = (a: Node, b: Node): Node => makeNode('mod', alike(a, b))
export const div = (a: Node, b: Node): Node => makeNode('div', alike(a, b))
export const equal = (a: Node, b: Node): Node => makeNode('equal', alike(a, b))
export const notEqual = (a: Node, b: Node): Node => makeNode('notEqual', alike(a, b))
export const less = (a: Node, b: Node): Node => makeNode('less', alike(a, b))
export const lessEqual = (a: Node, b: Node): Node => makeNode('lessEqual', alike(a, b))
export const greater = (a: Node, b: Node): Node => makeNode('greater', alike(a, b))
export const greaterEqual = (a: Node, b: Node): Node => makeNode('greaterEqual', alike(a, b))
export const and = (a: Node, b: Node): Node => makeNode('and', [truth(a), truth(b)])
export const or = (a: Node, b: Node): Node => makeNode('or', [truth(a), truth(b)])

/** a where the condition is true, else b. */
export function where(condition: Node, a: Node, b: Node): Node {
  const values = a.type === b.type ? [a, b] : alike(a, b)
  return makeNode('where', [truth(condition), ...values])
}

// Reductions

/** An axis counted from the front. Throws where there is none. */
export function axisOf(op: string, axis: number, shape: readonly Dimension[]): number {
  const front = axis < 0 ? axis + shape.length : axis
  if (!Number.isInteger(front) || front < 0 || front >= shape.length) {
    refuse('SSL3004', { op, axis, shape: showShape(shape) })
  }
  return front
}

function reduce(
  op: 'sum' | 'max' | 'min' | 'any' | 'all',
  x: Node,
  axes: readonly number[] | undefined,
  keep: boolean,
): Node {
  const all = axes ?? x.shape.map((_, axis) => axis)
  const sorted = [...new Set(all.map((axis) => axisOf(op, axis, x.shape)))].sort((a, b) => a - b)
  return sorted.length === 0 ? x : makeNode(op, [x], { axes: sorted, keep })
}

/** Sum over `axes`, all without them. */
export const sum = (x: Node, axes?: readonly number[], keep = false): Node =>
  reduce('sum', whole(x), axes, keep)
export const max = (x: Node, axes?: readonly number[], keep = false): Node =>
  reduce('max', whole(x), axes, keep)
export const min = (x: Node, axes?: readonly number[], keep = false): Node =>
  reduce('min', whole(x), axes, keep)
export const any = (x: Node, axes?: readonly number[], keep = false): Node =>
  reduce('any', truth(x), axes, keep)
export const all = (x: Node, axes?: readonly number[], keep = false): Node =>
  reduce('all', truth(x), axes, keep)

/** Mean over `axes`, all without them. Their sizes must be known. */
export function mean(x: Node, axes?: readonly number[], keep = false): Node {
  const total = sum(real(x), axes, keep)
  const chosen = (axes ?? x.shape.map((_, axis) => axis)).map((axis) => sizeOf(at(x.shape, axis)))
  const entries = count(chosen)
  return entries === 1 ? total : divide(total, fill(entries))
}

export const argmax = (x: Node, axis: number): Node =>
  makeNode('argmax', [whole(x)], { axis: axisOf('argmax', axis, x.shape) })
export const argmin = (x: Node, axis: number): Node =>
  makeNode('argmin', [whole(x)], { axis: axisOf('argmin', axis, x.shape) })
/** The places that sort the last axis, ascending and stable. */
export const argsort = (x: Node): Node => makeNode('argsort', [whole(x)])

// Products

export interface ContractSizes {
  /** Ranges of letters that stand alone on no axis of the operands. */
  readonly sizes?: Readonly<Record<string, Dimension>>
  /** Sizes of the affine axes of the result, in order. */
  readonly resultSizes?: readonly Dimension[]
}

/** The contraction `spec` of two tensors (op `contract`). */
export function contract(spec: string, left: Node, right: Node, options: ContractSizes = {}): Node {
  const { letters: all, left: a, right: b, texts } = parseSpec(spec)
  const known = plainLetters([...a, ...b])
  const given = options.sizes ?? {}
  const open = all.filter((letter) => !known.has(letter)).sort()
  const sizes = Object.fromEntries(
    open.flatMap((letter) => (given[letter] === undefined ? [] : [[letter, given[letter]]])),
  )
  const text = `${texts.left},${texts.right}->${texts.result}`
  return makeNode('contract', [real(left), real(right)], {
    spec: text,
    sizes,
    resultSizes: options.resultSizes ?? [],
  })
}

/** Matrix product of the last two axes; the axes before are equal. */
export function matmul(a: Node, b: Node): Node {
  const batch = letters(a.shape.length - 2, 3).join('')
  return contract(`${batch}ab,${batch}bc->${batch}ac`, a, b)
}

export const cholesky = (x: Node): Node => makeNode('cholesky', [real(x)])
/** The X with L X = B, or Lᵀ X = B; L [..., n, n], B [..., n, k]. */
export const solveLower = (l: Node, b: Node, transposed = false): Node =>
  makeNode('solveLower', [real(l), real(b)], { transpose: transposed })

// Movement

/** Axis k of the result is axis `permutation[k]` of x. */
export function transpose(x: Node, permutation: readonly number[]): Node {
  return permutation.every((axis, k) => axis === k) && permutation.length === x.shape.length
    ? x
    : makeNode('transpose', [x], { permutation })
}

/** The permutation that undoes another. */
export function inverse(permutation: readonly number[]): number[] {
  const result = new Array<number>(permutation.length).fill(0)
  for (const [k, axis] of permutation.entries()) result[axis] = k
  return result
}

/** Exchanges the last two axes. */
export function flip(x: Node): Node {
  const rank = x.shape.length
  return transpose(x, [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2])
}

export function reshape(x: Node, shape: readonly Dimension[]): Node {
  return equalShapes(x.shape, shape) ? x : makeNode('reshape', [x], { shape })
}

/** Entries at start, start + step, … of every axis; a negative step runs backwards. */
export function slice(
  x: Node,
  starts: readonly Dimension[],
  sizes: readonly Dimension[],
  steps: readonly number[] = x.shape.map(() => 1),
): Node {
  const whole = equalShapes(x.shape, sizes) && steps.every((step) => step === 1)
  return whole && starts.every((start) => equalSizes(start, 0))
    ? x
    : makeNode('slice', [x], { starts, sizes, steps })
}

/** One axis of x from `start`, `size` long, the others whole. */
export function sliceAxis(x: Node, axis: number, start: Dimension, size: Dimension, step = 1): Node {
  const place = axisOf('slice', axis, x.shape)
  const pick = <T>(other: T, own: T) => x.shape.map((_, k) => (k === place ? own : other))
  return slice(
    x,
    pick<Dimension>(0, start),
    x.shape.map((n, k) => (k === place ? size : n)),
    pick(1, step),
  )
}

/** Turns axes around. */
export function reverse(x: Node, axes: readonly number[]): Node {
  const starts = x.shape.map((size, axis) => (axes.includes(axis) ? minus(size, 1) : 0))
  return slice(
    x,
    starts,
    x.shape,
    x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
  )
}

/** Zeros around x, per axis. */
export function pad(x: Node, before: readonly Dimension[], after: readonly Dimension[]): Node {
  const nothing = [...before, ...after].every((size) => numberOf(size) === 0)
  return nothing ? x : makeNode('pad', [whole(x)], { before, after })
}

/** Zeros between the entries: n becomes factor · (n − 1) + 1. */
export function spread(x: Node, factors: readonly number[]): Node {
  return factors.every((factor) => factor === 1) ? x : makeNode('spread', [whole(x)], { factors })
}

export function concatenate(parts: readonly Node[], axis = 0): Node {
  const [first, ...others] = parts
  if (!first) return mistake('a concatenation of nothing')
  if (others.length === 0) return first
  const same = others.every((part) => part.type === first.type)
  const to = parts.some((part) => part.type === 'f32') ? 'f32' : 'int'
  return makeNode('concatenate', same ? parts : parts.map((part) => cast(part, to)), {
    axis: axisOf('concat', axis, first.shape),
  })
}

/** Repeats axes of size 1 and adds axes in front. */
export function broadcast(x: Node, shape: readonly Dimension[]): Node {
  return equalShapes(x.shape, shape) ? x : makeNode('broadcast', [x], { shape })
}

export interface WindowSizes {
  readonly axis: number
  readonly size: Dimension
  readonly stride?: number
  readonly dilation?: number
  /** All that fit without it. */
  readonly count?: Dimension
}

/** Axis n becomes [count, size]: entry (i, u) is x at stride · i + dilation · u. */
export function windows(x: Node, { axis, size, stride = 1, dilation = 1, count }: WindowSizes): Node {
  const place = axisOf('windows', axis, x.shape)
  const span = plus(times(dilation, minus(size, 1)), 1)
  const fitting = plus(divSizes(minus(at(x.shape, place), span), stride), 1)
  return makeNode('windows', [x], { axis: place, count: count ?? fitting, size, stride, dilation })
}

/** Entries of x along `axis` at `index`; the first `batch` axes of both belong together. */
export function gather(
  x: Node,
  index: Node,
  { axis, batch = 0 }: { readonly axis: number; readonly batch?: number },
): Node {
  return makeNode('gather', [x, whole(index)], { axis: axisOf('indexing', axis, x.shape), batch })
}

/** The transpose of `gather`: zeros, with updates added. */
export function scatterAdd(
  index: Node,
  updates: Node,
  { axis, batch = 0, size }: { readonly axis: number; readonly batch?: number; readonly size: Dimension },
): Node {
  return makeNode('scatterAdd', [whole(index), whole(updates)], { axis, batch, size })
}

/** x with rows replaced; the last of several for one place stays. */
export function scatterUpdate(x: Node, index: Node, rows: Node): Node {
  return makeNode('scatterUpdate', [x, whole(index), cast(rows, x.type)])
}

// Without mathematics

/** What the call of a definition gives: see `call.ts`. */
export function call(body: Node, call: Omit<Call, 'body'>): Node {
  const { definition, configuration, of } = call
  return makeNode('call', [body, ...call.arguments, ...call.others], {
    definition,
    arguments: call.arguments.length,
    configuration,
    ...(of !== undefined && { of }),
  })
}

export const stopGradient = (x: Node): Node => makeNode('stopGradient', [x])
/** Promises a kind (unit, prob, lab or image) of the same values. */
export const declare = (x: Node, kind: 'unit' | 'prob' | 'lab' | 'image'): Node =>
  makeNode('declare', [x], { kind })
