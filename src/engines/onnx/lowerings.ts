import { elementType } from '../../graph/attribute.js'
import type { OpName } from '../../graph/ops/index.js'
import { shapeOf } from '../lowering/lower.js'
import {
  lowerBroadcast,
  lowerConcatenate,
  lowerPad,
  lowerReshape,
  lowerSpread,
  lowerTranspose,
  lowerWindows,
} from '../lowering/movement.js'
import { fillOf } from '../lowering/operands.js'
import { at, plain, sameList } from '../lowering/value.js'
import { lowerContract, lowerSlice } from './contract.js'
import { composed, elementwise } from './elementwise.js'
import { lowerArgsort, lowerGather, lowerScatterAdd, lowerScatterUpdate } from './indexing.js'
import { kernelOf } from './kernels.js'
import { castTo, inputPort, type Lower, type Lowering } from './lower.js'
import { constantOf, emit, integers } from './model.js'
import { lowerPlace, lowerReduction, lowerSum, lowerTruth } from './reduce.js'
import { lowerRelu, lowerWhere } from './relu.js'
import { lowerCholesky, lowerSolveLower } from './triangular.js'

const lowerPort: Lowering = (node, lower) => {
  const { name, port } = inputPort(node)
  return lower.input(name, port)
}

const lowerConstant: Lowering = (node, lower) => {
  const shape = shapeOf(node)
  const data = node.data ?? new Float64Array(1)
  const size = shape.reduce((all, own) => all * own, 1)
  if (data.length === size) return plain(constantOf(lower.model, node.type, data, shape), shape, node.type)
  const one = constantOf(lower.model, node.type, data, [])
  return plain(emit(lower.model, 'Expand', [one, integers(lower.model, shape)]), shape, node.type)
}

const same: Lowering = (node, lower) => lower.value(at(node.inputs, 0))

const lowerCast: Lowering = (node, lower) =>
  castTo(lower, lower.value(at(node.inputs, 0)), elementType(node.attributes, 'to'))

const names = (list: readonly string[]): readonly [string, string] => [at(list, 0), at(list, 1)]

/** Whole numbers rounded down: the quotient without its remainder divides exactly. */
const lowerDiv = composed((list, lower, node) => {
  const [a, b] = names(list)
  if (node.type === 'f32') return emit(lower.model, 'Floor', [emit(lower.model, 'Div', [a, b])])
  const rest = emit(lower.model, 'Mod', [a, b])
  return emit(lower.model, 'Div', [emit(lower.model, 'Sub', [a, rest]), b])
})

const lowerMod = composed((list, lower, node) => {
  const [a, b] = names(list)
  if (node.type !== 'f32') return emit(lower.model, 'Mod', [a, b])
  const whole = emit(lower.model, 'Floor', [emit(lower.model, 'Div', [a, b])])
  return emit(lower.model, 'Sub', [a, emit(lower.model, 'Mul', [b, whole])])
})

const lowerNotEqual = composed((list, lower) => emit(lower.model, 'Not', [emit(lower.model, 'Equal', list)]))

/** Squares are by far the most frequent powers. */
const lowerPower: Lowering = (node, lower) => {
  const exponent = at(node.inputs, 1)
  const square = exponent.op === 'constant' && exponent.data?.length === 1 && exponent.data[0] === 2
  return square
    ? elementwise('Mul')({ ...node, inputs: [at(node.inputs, 0), at(node.inputs, 0)] }, lower)
    : elementwise('Pow')(node, lower)
}

/** A bound that is one number: `Clip` is vectorised where `Max` and `Min` are not. */
const lowerBound =
  (op: 'Max' | 'Min'): Lowering =>
  (node, lower) => {
    const [a, b] = [at(node.inputs, 0), at(node.inputs, 1)]
    const [x, bound] = fillOf(a) === undefined ? [a, b] : [b, a]
    const limit = fillOf(bound)
    if (limit === undefined || fillOf(x) !== undefined || !sameList(shapeOf(x), shapeOf(node))) {
      return elementwise(op)(node, lower)
    }
    const value = lower.value(x)
    const end = constantOf(lower.model, node.type, [limit], [])
    const inputs = op === 'Max' ? [value.name, end] : [value.name, '', end]
    return { ...value, name: emit(lower.model, 'Clip', inputs) }
  }

const lowerCall: Lowering = (node, lower) => kernelOf(node)?.(node, lower) ?? same(node, lower)

const lowerTruncate: Lowering = (node, lower: Lower) => castTo(lower, lower.value(at(node.inputs, 0)), 'int')

/** How each op of the graph becomes operators of ONNX. */
export const lowerings: Readonly<Record<OpName, Lowering>> = {
  input: lowerPort,
  variable: lowerPort,
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
  relu: lowerRelu,
  erf: elementwise('Erf'),
  gelu: elementwise('Gelu'),
  truncate: lowerTruncate,
  not: elementwise('Not'),
  cast: lowerCast,
  add: elementwise('Add'),
  subtract: elementwise('Sub'),
  multiply: elementwise('Mul'),
  divide: elementwise('Div'),
  power: lowerPower,
  maximum: lowerBound('Max'),
  minimum: lowerBound('Min'),
  mod: lowerMod,
  div: lowerDiv,
  equal: elementwise('Equal'),
  notEqual: lowerNotEqual,
  less: elementwise('Less'),
  lessEqual: elementwise('LessOrEqual'),
  greater: elementwise('Greater'),
  greaterEqual: elementwise('GreaterOrEqual'),
  and: elementwise('And'),
  or: elementwise('Or'),
  where: lowerWhere,
  stopGradient: same,
  declare: same,
  call: lowerCall,
  contract: lowerContract,
  sum: lowerSum,
  max: lowerReduction('ReduceMax'),
  min: lowerReduction('ReduceMin'),
  any: lowerTruth('ReduceMax'),
  all: lowerTruth('ReduceMin'),
  argmax: lowerPlace('ArgMax'),
  argmin: lowerPlace('ArgMin'),
  transpose: lowerTranspose,
  reshape: lowerReshape,
  slice: lowerSlice,
  pad: lowerPad,
  spread: lowerSpread,
  concatenate: lowerConcatenate,
  broadcast: lowerBroadcast,
  windows: lowerWindows,
  gather: lowerGather,
  scatterAdd: lowerScatterAdd,
  scatterUpdate: lowerScatterUpdate,
  argsort: lowerArgsort,
  cholesky: lowerCholesky,
  solveLower: lowerSolveLower,
}
