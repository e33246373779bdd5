import fc from 'fast-check'
import * as build from '../build.js'
import { count } from '../count.js'
import type { Node } from '../node.js'
import { at } from '../refuse.js'
import type { Case, CaseInput } from './cases.js'
import type { OpName } from './index.js'

// Cases at the edges of what numbers and shapes can be: axes of no entries and of one, tiny and huge values,
// infinities. Where rounding decides (a sum of huge values of both signs) there is nothing to compare.

const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })

const small = [0, 1, -1, 1e-30, -1e-30, 1e-7, 0.5, -3, 20, -20, 88, -88]
const huge = [...small, 1e30, -1e30, 700, -700, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

const filled = (sizes: readonly number[], values: readonly number[]): fc.Arbitrary<CaseInput> =>
  fc
    .array(fc.constantFrom(...values), { minLength: count(sizes), maxLength: count(sizes) })
    .map((data) => ({ shape: sizes, type: 'f32', data: data.map(Math.fround) }))

const one = (make: (x: Node) => Node, values = huge): fc.Arbitrary<Case> =>
  shape
    .chain((sizes) => filled(sizes, values))
    .map((x) => ({ inputs: [x], make: (nodes) => make(at(nodes, 0)) }))

const two = (make: (a: Node, b: Node) => Node, left = huge, right = left): fc.Arbitrary<Case> =>
  shape
    .chain((sizes) => fc.tuple(filled(sizes, left), filled(sizes, right)))
    .map((inputs) => ({ inputs, make: (nodes) => make(at(nodes, 0), at(nodes, 1)) }))

/** A reduction over the first axis, which may have no entries. */
const over = (make: (x: Node, axes: number[]) => Node, values = huge, least = 0): fc.Arbitrary<Case> =>
  fc
    .array(fc.integer({ min: least, max: 3 }), { minLength: 1, maxLength: 3 })
    .chain((sizes) => filled(sizes, values))
    .map((x) => ({ inputs: [x], make: (nodes) => make(at(nodes, 0), [0]) }))

const notNegative = huge.filter((value) => value >= 0)
const finite = huge.filter(Number.isFinite)

/** Edges by op, of the ops that have some. */
export const edges: Partial<Readonly<Record<OpName, fc.Arbitrary<Case>>>> = {
  negate: one(build.negate),
  exp: one(build.exp),
  log: one(build.log, notNegative),
  sqrt: one(build.sqrt, notNegative),
  abs: one(build.abs),
  sin: one(build.sin, small),
  cos: one(build.cos, small),
  tanh: one(build.tanh),
  sigmoid: one(build.sigmoid),
  softplus: one(build.softplus),
  relu: one(build.relu),
  erf: one(build.erf),
  gelu: one(build.gelu, finite),
  truncate: one(build.truncate, small),
  add: two(build.add),
  subtract: two(build.subtract),
  multiply: two(build.multiply, small),
  divide: two(build.divide, small, [1, -1, 1e-7, -3, 88]),
  maximum: two(build.maximum),
  minimum: two(build.minimum),
  less: two(build.less),
  greaterEqual: two(build.greaterEqual),
  equal: two(build.equal),
  sum: over(build.sum, small),
  max: over((x, axes) => build.max(x, axes), huge, 1),
  min: over((x, axes) => build.min(x, axes), huge, 1),
  transpose: one((x) => build.transpose(x, [...x.shape.keys()].reverse())),
  reshape: one((x) => build.reshape(x, [count(x.shape as number[]), 1])),
  pad: one((x) => {
    const around = x.shape.map(() => 1)
    return build.pad(x, around, around)
  }),
  concatenate: over((x) => build.concatenate([x, x], 0)),
  slice: over((x) =>
    build.slice(
      x,
      x.shape.map(() => 0),
      x.shape.map((n, axis) => (axis === 0 ? 0 : Number(n))),
    ),
  ),
  contract: fc
    .tuple(fc.nat(2), fc.nat(2), fc.nat(2))
    .chain(([i, j, k]) => fc.tuple(filled([i, j], small), filled([j, k], small)))
    .map((inputs) => ({ inputs, make: (nodes) => build.contract('ij,jk->ik', at(nodes, 0), at(nodes, 1)) })),
}
