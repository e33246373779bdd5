import type { Op } from '../op.js'
import { abs } from './abs.js'
import { add } from './add.js'
import { all } from './all.js'
import { and } from './and.js'
import { any } from './any.js'
import { argmax } from './argmax.js'
import { argmin } from './argmin.js'
import { argsort } from './argsort.js'
import { broadcast } from './broadcast.js'
import { call } from './call.js'
import { cast } from './cast.js'
import { cholesky } from './cholesky.js'
import { concatenate } from './concatenate.js'
import { constant } from './constant.js'
import { contract } from './contract.js'
import { cos } from './cos.js'
import { declare } from './declare.js'
import { div } from './div.js'
import { divide } from './divide.js'
import { equal } from './equal.js'
import { erf } from './erf.js'
import { exp } from './exp.js'
import { gather } from './gather.js'
import { gelu } from './gelu.js'
import { greater } from './greater.js'
import { greaterEqual } from './greaterEqual.js'
import { input } from './input.js'
import { less } from './less.js'
import { lessEqual } from './lessEqual.js'
import { log } from './log.js'
import { max } from './max.js'
import { maximum } from './maximum.js'
import { min } from './min.js'
import { minimum } from './minimum.js'
import { mod } from './mod.js'
import { multiply } from './multiply.js'
import { negate } from './negate.js'
import { not } from './not.js'
import { notEqual } from './notEqual.js'
import { or } from './or.js'
import { pad } from './pad.js'
import { power } from './power.js'
import { relu } from './relu.js'
import { reshape } from './reshape.js'
import { scatterAdd } from './scatterAdd.js'
import { scatterUpdate } from './scatterUpdate.js'
import { sigmoid } from './sigmoid.js'
import { sin } from './sin.js'
import { slice } from './slice.js'
import { softplus } from './softplus.js'
import { solveLower } from './solveLower.js'
import { spread } from './spread.js'
import { sqrt } from './sqrt.js'
import { stopGradient } from './stopGradient.js'
import { subtract } from './subtract.js'
import { sum } from './sum.js'
import { tanh } from './tanh.js'
import { transpose } from './transpose.js'
import { truncate } from './truncate.js'
import { variable } from './variable.js'
import { where } from './where.js'
import { windows } from './windows.js'

/** All tensor ops by name; engines, checker, documentation and conformance tests read it. */
export const ops = {
  input,
  variable,
  constant,
  negate,
  exp,
  log,
  sqrt,
  abs,
  sin,
  cos,
  tanh,
  sigmoid,
  softplus,
  relu,
  erf,
  gelu,
  truncate,
  not,
  cast,
  add,
  subtract,
  multiply,
  divide,
  power,
  maximum,
  minimum,
  mod,
  div,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  and,
  or,
  where,
  stopGradient,
  declare,
  call,
  contract,
  sum,
  max,
  min,
  any,
  all,
  argmax,
  argmin,
  transpose,
  reshape,
  slice,
  pad,
  spread,
  concatenate,
  broadcast,
  windows,
  gather,
  scatterAdd,
  scatterUpdate,
  argsort,
  cholesky,
  solveLower,
} as const satisfies Record<string, Op>

export type OpName = keyof typeof ops
