import { elementType, flag } from '../../graph/attribute.js'
import type { Node } from '../../graph/node.js'
import type { OpName } from '../../graph/ops/index.js'
import { contraction, croppedContraction } from '../lowering/contract.js'
import { shapeOf } from '../lowering/lower.js'
import {
  lowerBroadcast,
  lowerConcatenate,
  lowerPad,
  lowerReshape,
  lowerSlice,
  lowerSpread,
  lowerTranspose,
  lowerWindows,
} from '../lowering/movement.js'
import { fillOf } from '../lowering/operands.js'
import { at, plain, toPlain } from '../lowering/value.js'
import { convolutions } from './convolution.js'
import { composed, elementwise } from './elementwise.js'
import { lowerArgsort, lowerGather, lowerScatterAdd, lowerScatterUpdate } from './indexing.js'
import { kernelOf } from './kernels.js'
import type { Lowering } from './lower.js'
import { cast, constantOf, emit } from './model.js'
import { place, reduction } from './reduce.js'
import { lowerWhere } from './relu.js'

const lowerConstant: Lowering = (node, { model }) => {
  const shape = shapeOf(node)
  const size = shape.reduce((all, own) => all * own, 1)
  const data = size === 0 ? [] : (node.data ?? [0])
  return plain(constantOf(model, node.type, data, shape), shape, node.type)
}

const same: Lowering = (node, lower) => lower.loose.value(at(node.inputs, 0))

const castTo =
  (typeOf: (node: Node) => 'f32' | 'int' | 'bool'): Lowering =>
  (node, lower) => {
    const value = lower.value(at(node.inputs, 0))
    const type = typeOf(node)
    return { ...value, type, name: cast(lower.model, value.name, type) }
  }

/** Squares are by far the most frequent powers. */
const lowerPower: Lowering = (node, lower) => {
  const square = fillOf(at(node.inputs, 1)) === 2
  return square
    ? elementwise('Square')({ ...node, inputs: [at(node.inputs, 0)] }, lower)
    : elementwise('Pow')(node, lower)
}

/** x · (1 + erf(x / √2)) / 2 */
const lowerGelu = composed(([x = ''], { model }) => {
  const number = (value: number) => constantOf(model, 'f32', [value], [])
  const share = emit(model, 'Erf', [model.multiply(x, number(Math.SQRT1_2))])
  return model.multiply(model.multiply(x, number(0.5)), model.add(share, number(1)))
})

/** Both halves count: of a matrix TensorFlow reads only the lower one. */
const lowerCholesky: Lowering = (node, lower) => {
  const { model } = lower
  const x = toPlain(model, lower.value(at(node.inputs, 0)))
  const rank = x.shape.length
  const axes = x.shape.map((_, axis) => axis)
  const turned = model.transpose(x.name, [...axes.slice(0, -2), rank - 1, rank - 2])
  const symmetric = model.multiply(model.add(x.name, turned), constantOf(model, 'f32', [0.5], []))
  return { ...x, name: emit(model, 'Cholesky', [symmetric]) }
}

const lowerSolveLower: Lowering = (node, lower) => {
  const { model } = lower
  const [l, b] = [0, 1].map((k) => toPlain(model, lower.value(at(node.inputs, k))).name) as [string, string]
  const adjoint = { flag: flag(node.attributes, 'transpose') }
  const name = emit(model, 'MatrixTriangularSolve', [l, b], { lower: { flag: true }, adjoint })
  return plain(name, shapeOf(node), 'f32')
}

/** Entries that only move keep their precision. */
const moved =
  (lowering: Lowering): Lowering =>
  (node, lower) =>
    lowering(node, lower.loose)

const source: Lowering = (node, lower) => lower.source(node)

/** How each op of the graph becomes operators of TensorFlow. */
export const lowerings: Readonly<Record<OpName, Lowering>> = {
  input: source,
  variable: source,
  constant: lowerConstant,
  negate: elementwise('Neg'),
  exp: elementwise('Exp'),
  log: elementwise('Log'),
  sqrt: elementwise('Sqrt'),
  abs: elementwise('Abs'),
  sin: elementwise('Sin'),
  cos: elementwise('Cos'),
  tanh: elementwise('Tanh'),
  sigmoid: elementwise('Sigmoid'),
  softplus: elementwise('Softplus'),
  relu: elementwise('Relu', {}, 'any'),
  erf: elementwise('Erf'),
  gelu: lowerGelu,
  truncate: castTo(() => 'int'),
  not: elementwise('LogicalNot'),
  cast: castTo(({ attributes }) => elementType(attributes, 'to')),
  add: elementwise('AddV2', {}, 'any'),
  subtract: elementwise('Sub'),
  multiply: elementwise('Mul'),
  divide: elementwise('RealDiv'),
  power: lowerPower,
  maximum: elementwise('Maximum'),
  minimum: elementwise('Minimum'),
  mod: elementwise('FloorMod'),
  div: elementwise('FloorDiv'),
  equal: elementwise('Equal'),
  notEqual: elementwise('NotEqual'),
  less: elementwise('Less'),
  lessEqual: elementwise('LessEqual'),
  greater: elementwise('Greater'),
  greaterEqual: elementwise('GreaterEqual'),
  and: elementwise('LogicalAnd'),
  or: elementwise('LogicalOr'),
  where: lowerWhere,
  stopGradient: same,
  declare: same,
  call: (node, lower) => (kernelOf(node) ?? same)(node, lower),
  contract: (node, lower) => contraction(node, lower.loose, convolutions),
  sum: reduction('Sum'),
  max: reduction('Max'),
  min: reduction('Min'),
  any: reduction('Any'),
  all: reduction('All'),
  argmax: place('ArgMax'),
  argmin: place('ArgMin'),
  transpose: moved(lowerTranspose),
  reshape: moved(lowerReshape),
  slice: (node, lower) =>
    croppedContraction(node, lower.loose, convolutions) ?? lowerSlice(node, lower.loose),
  pad: moved(lowerPad),
  spread: moved(lowerSpread),
  concatenate: moved(lowerConcatenate),
  broadcast: moved(lowerBroadcast),
  windows: moved(lowerWindows),
  gather: lowerGather,
  scatterAdd: lowerScatterAdd,
  scatterUpdate: lowerScatterUpdate,
  argsort: lowerArgsort,
  cholesky: lowerCholesky,
  solveLower: lowerSolveLower,
}
