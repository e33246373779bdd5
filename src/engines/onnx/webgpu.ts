import { number } from '../../graph/attribute.js'
import type { OpName } from '../../graph/ops/index.js'
import { shapeOf } from '../lowering/lower.js'
import { reduced } from '../lowering/reduced.js'
import { at, identity, plain, product, reshape, toPlain } from '../lowering/value.js'
import { lowerContract } from './contract.js'
import { composed } from './elementwise.js'
import { clamped } from './indexing.js'
import type { Lowering } from './lower.js'
import {
  constantOf,
  dataTypes,
  emit,
  integers,
  integersOf,
  type Model,
  type OnnxAttributes,
  type Substitute,
  type Substitutes,
} from './model.js'

/*
 * What ONNX Runtime's WebGPU provider lacks, made of what it has: nothing may fall back to the CPU.
 */

const one = (model: Model, type: 'f32' | 'int', value: number): string => constantOf(model, type, [value], [])

const op = (model: Model, name: string, ...inputs: readonly string[]): string => emit(model, name, inputs)

const cast = (model: Model, name: string, type: keyof typeof dataTypes): string =>
  emit(model, 'Cast', [name], { to: dataTypes[type] })

const isOf = (model: Model, name: string, type: keyof typeof dataTypes): boolean =>
  model.types.get(name) === dataTypes[type]

/** A substitute for one element type of the first input. */
const forType =
  (type: 'int' | 'bool', make: (model: Model, inputs: readonly string[]) => string): Substitute =>
  (model, inputs) =>
    isOf(model, inputs[0] ?? '', type) ? make(model, inputs) : undefined

/** Truth values are moved as whole numbers. */
const moved =
  (name: string): Substitute =>
  (model, inputs, attributes) => {
    if (!isOf(model, inputs[0] ?? '', 'bool')) return undefined
    const whole = inputs.map((input) => (isOf(model, input, 'bool') ? cast(model, input, 'int') : input))
    return cast(model, emit(model, name, whole, attributes), 'bool')
  }

/** Whole numbers, and entries backwards, are sliced by gathering constant places along each axis. */
const gathered: Substitute = (model, inputs) => {
  const [x = '', ...bounds] = inputs
  const [starts, ends, axes, steps = []] = bounds.map((name) => integersOf(model, name))
  const wrong = isOf(model, x, 'int') || (isOf(model, x, 'f32') && steps.some((step) => step < 0))
  if (!wrong) return undefined
  return (axes ?? []).reduce((inner, axis, k) => {
    const [start, end, step] = [at(starts ?? [], k), at(ends ?? [], k), steps[k] ?? 1]
    const count = Math.ceil((Math.max(end, -1) - start) / step)
    const places = Array.from({ length: count }, (_, n) => start + step * n)
    return model.gather(inner, axis, places, [count])
  }, x)
}

/** The remainder that has the sign of the divisor: quotients of whole numbers are cut towards 0. */
function remainder(model: Model, a: string, b: string): string {
  const rest = (x: string) => op(model, 'Sub', x, op(model, 'Mul', op(model, 'Div', x, b), b))
  return rest(op(model, 'Add', rest(a), b))
}

function logSoftmax(model: Model, x: string, { axis }: OnnxAttributes): string {
  const axes = integers(model, [Number(axis)])
  const below = op(model, 'Sub', x, op(model, 'ReduceMax', x, axes))
  return op(model, 'Sub', below, op(model, 'Log', op(model, 'ReduceSum', op(model, 'Exp', below), axes)))
}

/** A convolution with one tap is computed as a product, which forgets margins behind the image. */
const padded: Substitute = (model, [x = '', ...rest], attributes) => {
  const { kernel_shape: taps, pads } = attributes
  const single = Array.isArray(taps) && taps.every((size) => size === 1)
  if (!single || !Array.isArray(pads) || pads.every((margin) => margin === 0)) return undefined
  const around = (margins: readonly number[]) => [0, 0, ...margins]
  const wide = model.pad(x, around(pads.slice(0, taps.length)), around(pads.slice(taps.length)))
  return emit(model, 'Conv', [wide, ...rest], { ...attributes, pads: pads.map(() => 0) })
}

const turned = (model: Model, name: string, yes: unknown): string =>
  yes === 1 ? model.transpose(name, [0, 2, 1]) : name

export const substitutes: Substitutes = {
  Conv: padded,
  FusedMatMul: (model, [a = '', b = ''], { transA, transB }) =>
    op(model, 'MatMul', turned(model, a, transA), turned(model, b, transB)),
  LogSoftmax: (model, [x = ''], attributes) => logSoftmax(model, x, attributes),
  Neg: forType('int', (model, [x = '']) => op(model, 'Sub', one(model, 'int', 0), x)),
  Abs: forType('int', (model, [x = '']) => op(model, 'Max', x, op(model, 'Neg', x))),
  Mod: forType('int', (model, [a = '', b = '']) => remainder(model, a, b)),
  Or: (model, [a = '', b = '']) =>
    op(model, 'Not', op(model, 'And', op(model, 'Not', a), op(model, 'Not', b))),
  Equal: forType('bool', (model, inputs) =>
    emit(
      model,
      'Equal',
      inputs.map((x) => cast(model, x, 'int')),
    ),
  ),
  Slice: (model, inputs, attributes) =>
    gathered(model, inputs, attributes) ?? moved('Slice')(model, inputs, attributes),
  ...Object.fromEntries(['Transpose', 'Pad', 'Concat', 'ScatterElements'].map((name) => [name, moved(name)])),
}

/** ± r for sin and cos, as a polynomial: the provider's own are no better than 2e-4. */
function oddPolynomial(model: Model, r: string): string {
  const square = op(model, 'Mul', r, r)
  const coefficients = [-1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1]
  const sum = coefficients
    .slice(1)
    .reduce(
      (inner, next) => op(model, 'Add', op(model, 'Mul', inner, square), one(model, 'f32', next)),
      one(model, 'f32', coefficients[0] ?? 0),
    )
  return op(model, 'Mul', r, sum)
}

/** π in parts of few bits, so that small multiples of the first two are exact. */
const partsOfPi = [3.140625, 9.675025939941406e-4, 1.5099579909783765e-7]

/** With x = (n + shift) π + r: r between −π/2 and π/2 by its polynomial, and the sign of (−1)ⁿ. */
const periodic = (before: number, shift: number, sign: 1 | -1): Lowering =>
  composed(([x = ''], { model }) => {
    const f = (value: number) => one(model, 'f32', value)
    const n = op(model, 'Floor', op(model, 'Add', op(model, 'Mul', x, f(1 / Math.PI)), f(before)))
    const turns = shift === 0 ? n : op(model, 'Add', n, f(shift))
    const r = partsOfPi.reduce((rest, part) => op(model, 'Sub', rest, op(model, 'Mul', turns, f(part))), x)
    const half = op(model, 'Floor', op(model, 'Mul', n, f(0.5)))
    const odd = op(model, 'Sub', n, op(model, 'Mul', half, f(2)))
    const signed = op(model, 'Add', op(model, 'Mul', odd, f(-2 * sign)), f(sign))
    return op(model, 'Mul', oddPolynomial(model, r), signed)
  })

/** The first place at which a row has its extreme. */
const lowerPlace =
  (reduction: string): Lowering =>
  (node, lower) => {
    const { model } = lower
    const value = lower.value(at(node.inputs, 0))
    const axis = number(node.attributes, 'axis')
    const place = value.order.indexOf(axis)
    const size = at(value.shape, place)
    const axes = integers(model, [place])
    const numbers = constantOf(
      model,
      'int',
      identity(size),
      value.shape.map((_, k) => (k === place ? size : 1)),
    )
    const extreme = op(model, 'Equal', value.name, op(model, reduction, value.name, axes))
    const places = op(model, 'Where', extreme, numbers, one(model, 'int', size - 1))
    const name = emit(model, 'ReduceMin', [places, axes], { keepdims: 0 })
    return { name, ...reduced(value, [axis], false), type: 'int' }
  }

/** The rank of an entry is how many come before it, and then which entry has each rank: n² comparisons of a row. */
const lowerArgsort: Lowering = (node, lower) => {
  const { model } = lower
  const x = toPlain(model, lower.value(at(node.inputs, 0)))
  const n = at(x.shape, -1)
  const rows = product(x.shape.slice(0, -1))
  const [own, others] = [
    [rows, n, 1],
    [rows, 1, n],
  ].map((shape) => reshape(model, x.name, x.shape, shape)) as [string, string]
  const earlier = constantOf(
    model,
    'bool',
    Array.from({ length: n * n }, (_, k) => (k % n < Math.floor(k / n) ? 1 : 0)),
    [1, n, n],
  )
  const ties = op(model, 'And', op(model, 'Equal', others, own), earlier)
  const before = cast(model, op(model, 'Or', op(model, 'Less', others, own), ties), 'int')
  const ranks = op(model, 'ReduceSum', before, integers(model, [2]))
  const numbers = (shape: readonly number[]) => constantOf(model, 'int', identity(n), shape)
  const holds = op(model, 'Equal', ranks, numbers([1, 1, n]))
  const entries = op(model, 'Where', holds, numbers([1, n, 1]), one(model, 'int', 0))
  const name = emit(model, 'ReduceSum', [entries, integers(model, [1])], { keepdims: 0 })
  return plain(reshape(model, name, [rows, n], x.shape), x.shape, 'int')
}

/** Every row is gathered, from the old rows or from the new: scattering keeps any one of several. */
const lowerScatterUpdate: Lowering = (node, lower) => {
  const { model } = lower
  const [x, index, rows] = node.inputs.map((input) => toPlain(model, lower.value(input)).name) as [
    string,
    string,
    string,
  ]
  const shape = shapeOf(node)
  const [size, count] = [at(shape, 0), at(shapeOf(at(node.inputs, 1)), 0)]
  if (count === 0) return plain(x, shape, node.type)
  const numbers = (length: number, dims: readonly number[], start: number) =>
    constantOf(
      model,
      'int',
      identity(length).map((k) => k + start),
      dims,
    )
  const inside = reshape(model, clamped(lower, index, size), [count], [1, count])
  const meant = op(model, 'Equal', inside, numbers(size, [size, 1], 0))
  const old = numbers(size, [size, 1], 0)
  // New rows have larger numbers than all old ones, later ones larger than earlier ones.
  const places = op(model, 'Where', meant, numbers(count, [1, count], size), old)
  const last = emit(model, 'ReduceMax', [places, integers(model, [1])], { keepdims: 0 })
  const name = emit(model, 'Gather', [model.concatenate([x, rows], 0), last], { axis: 0 })
  return plain(name, shape, node.type)
}

/** The provider ends the process at a product over no entries. */
const lowerProduct: Lowering = (node, lower) => {
  if (node.inputs.every((input) => product(shapeOf(input)) > 0)) return lowerContract(node, lower)
  const shape = shapeOf(node)
  return plain(lower.model.expand(one(lower.model, 'f32', 0), shape), shape, 'f32')
}

/** The logarithm of 0 is a finite number on some devices. */
const lowerLog = composed(([x = ''], { model }) => {
  const isZero = op(model, 'Equal', x, one(model, 'f32', 0))
  return op(model, 'Where', isZero, one(model, 'f32', Number.NEGATIVE_INFINITY), op(model, 'Log', x))
})

/** Ops whose shapes a substitute must know, or that are not exact enough. */
export const lowerings: Readonly<Partial<Record<OpName, Lowering>>> = {
  log: lowerLog,
  sin: periodic(0.5, 0, 1),
  cos: periodic(0, 0.5, -1),
  argmax: lowerPlace('ReduceMax'),
  argmin: lowerPlace('ReduceMin'),
  argsort: lowerArgsort,
  scatterUpdate: lowerScatterUpdate,
  contract: lowerProduct,
}
