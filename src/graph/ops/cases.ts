import fc from 'fast-check'
import * as build from '../build.js'
import { count } from '../count.js'
import type { ElementType, Node } from '../node.js'
import { at } from '../refuse.js'
import type { OpName } from './index.js'

/** One tensor of a case. */
export interface CaseInput {
  readonly shape: readonly number[]
  readonly type: ElementType
  readonly data: readonly number[]
}

/** Generated inputs of an op and the node that they lead to: for conformance and gradient tests. */
export interface Case {
  readonly inputs: readonly CaseInput[]
  readonly make: (inputs: readonly Node[]) => Node
  /** Values of variables that `make` uses, by path. */
  readonly variables?: Readonly<Record<string, CaseInput>>
}

/** Different numbers of −2.5..2.5, none near 0 or near one of another `nth` input. */
const reals = (shape: readonly number[], nth = 0): fc.Arbitrary<CaseInput> =>
  fc
    .uniqueArray(fc.integer({ min: -80, max: 80 }), { minLength: count(shape), maxLength: count(shape) })
    .map((values) => ({ shape, type: 'f32', data: values.map((v) => v / 32 + 0.007 * (nth + 1)) }))

const mapped = (arbitrary: fc.Arbitrary<CaseInput>, map: (x: number) => number): fc.Arbitrary<CaseInput> =>
  arbitrary.map((input) => ({ ...input, data: input.data.map(map) }))

const positives = (shape: readonly number[], nth = 0) => mapped(reals(shape, nth), (x) => Math.abs(x) + 0.3)

const integers = (shape: readonly number[], min: number, max: number): fc.Arbitrary<CaseInput> =>
  fc
    .array(fc.integer({ min, max }), { minLength: count(shape), maxLength: count(shape) })
    .map((data) => ({ shape, type: 'int', data }))

const truths = (shape: readonly number[]): fc.Arbitrary<CaseInput> =>
  integers(shape, 0, 1).map((input) => ({ ...input, type: 'bool' }))

const shapes = (minLength = 0, maxLength = 3, max = 3): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max }), { minLength, maxLength })

/** A shape that broadcasts to `shape`. */
const smaller = (shape: readonly number[]): fc.Arbitrary<number[]> =>
  fc
    .tuple(fc.nat(shape.length), fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }))
    .map(([lead, ones]) => shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(lead))

type Make = (input: Node) => Node

const one = (make: Make, values = reals): fc.Arbitrary<Case> =>
  shapes().chain((shape) => values(shape).map((x) => ({ inputs: [x], make: (nodes) => make(at(nodes, 0)) })))

type Values = (shape: readonly number[], nth?: number) => fc.Arbitrary<CaseInput>

const two = (
  make: (a: Node, b: Node) => Node,
  left: Values = reals,
  right: Values = left,
): fc.Arbitrary<Case> =>
  shapes()
    .chain((shape) => fc.tuple(smaller(shape), smaller(shape)))
    .chain(([a, b]) => fc.tuple(left(a, 0), right(b, 1)))
    .map((inputs) => ({ inputs, make: (nodes) => make(at(nodes, 0), at(nodes, 1)) }))

const wholes: Values = (shape) => integers(shape, -9, 9)
const notZero: Values = (shape) => integers(shape, 1, 5)

/** A tensor with at least one axis, and some of its axes. */
const overAxes = (
  make: (x: Node, axes: number[], keep: boolean) => Node,
  values: Values = reals,
): fc.Arbitrary<Case> =>
  shapes(1).chain((shape) =>
    fc
      .tuple(values(shape), fc.subarray([...shape.keys()], { minLength: 1 }), fc.boolean())
      .map(([x, axes, keep]) => ({ inputs: [x], make: (nodes) => make(at(nodes, 0), axes, keep) })),
  )

const overAxis = (make: (x: Node, axis: number) => Node): fc.Arbitrary<Case> =>
  shapes(1).chain((shape) =>
    fc
      .tuple(reals(shape), fc.nat(shape.length - 1))
      .map(([x, axis]) => ({ inputs: [x], make: (nodes) => make(at(nodes, 0), axis) })),
  )

const perAxis = (shape: readonly number[], min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: shape.length, maxLength: shape.length })

/** A contraction of plain axes: every letter stands in one or more of left, right and result. */
const plainContraction: fc.Arbitrary<Case> = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 3 }), places: fc.integer({ min: 1, max: 7 }) }), {
    maxLength: 4,
  })
  .chain((letters) => {
    const part = (bit: number) =>
      letters.flatMap(({ size, places }, k) => (places & bit ? [{ letter: at([...'abcd'], k), size }] : []))
    const shuffled = (bit: number) => fc.shuffledSubarray(part(bit), { minLength: part(bit).length })
    const sizes = Object.fromEntries(letters.map(({ size }, k) => [at([...'abcd'], k), size]))
    return fc.tuple(shuffled(1), shuffled(2), shuffled(4)).chain(([left, right, result]) => {
      const text = [left, right, result].map((axes) => axes.map(({ letter }) => letter).join(''))
      return contraction(
        `${text[0]},${text[1]}->${text[2]}`,
        left.map(({ size }) => size),
        right.map(({ size }) => size),
        { sizes },
      )
    })
  })

const contraction = (
  spec: string,
  left: readonly number[],
  right: readonly number[],
  options: build.ContractSizes,
): fc.Arbitrary<Case> =>
  fc.tuple(reals(left), reals(right, 1)).map((inputs) => ({
    inputs,
    make: (nodes) => build.contract(spec, at(nodes, 0), at(nodes, 1), options),
  }))

/** Convolutions in their three roles, with stride, dilation, margin and groups. */
const convolution: fc.Arbitrary<Case> = fc
  .record({
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    margin: fc.nat(1),
    rest: fc.nat(1),
    i: fc.integer({ min: 1, max: 3 }),
    u: fc.integer({ min: 1, max: 3 }),
    c: fc.integer({ min: 1, max: 2 }),
    o: fc.integer({ min: 1, max: 2 }),
    role: fc.integer({ min: 0, max: 5 }),
  })
  .chain(({ stride, dilation, margin, rest, i, u, c, o, role }) => {
    const x = `[${stride}i+${dilation}u+${margin}]`
    const n = stride * (i - 1) + dilation * (u - 1) + margin + 1 + rest
    if (role === 0) return contraction(`b${x}c,uco->bio`, [2, n, c], [u, c, o], { sizes: { i } })
    if (role === 1) return contraction(`bio,uco->b${x}c`, [2, i, o], [u, c, o], { resultSizes: [n] })
    if (role === 2) return contraction(`b${x}c,bio->uco`, [2, n, c], [2, i, o], { sizes: { u } })
    if (role === 3) return contraction(`b${x}gc,ugco->bigo`, [1, n, 2, c], [u, 2, c, o], { sizes: { i } })
    if (role === 4) return contraction(`uco,b${x}c->obi`, [u, c, o], [1, n, c], { sizes: { i } })
    return contraction(`${x}[-j+${u}]c,ujc->ij`, [n, u + 1, c], [u, u + 1, c], { sizes: { i } })
  })

const image: fc.Arbitrary<Case> = fc
  .record({ stride: fc.integer({ min: 1, max: 2 }), kernel: fc.integer({ min: 1, max: 3 }), role: fc.nat(2) })
  .chain(({ stride, kernel, role }) => {
    const [rows, columns] = [2, 2]
    const size = stride + kernel
    const [x, y, k] = [
      [2, size, size, 1],
      [2, rows, columns, 2],
      [kernel, kernel, 1, 2],
    ]
    const place = `b[${stride}i+u][${stride}j+v]c`
    if (role === 0) return contraction(`${place},uvco->bijo`, x, k, { sizes: { i: rows, j: columns } })
    if (role === 1) return contraction(`bijo,uvco->${place}`, y, k, { resultSizes: [size, size] })
    return contraction(`${place},bijo->uvco`, x, y, { sizes: { u: kernel, v: kernel } })
  })

const movements = {
  transpose: shapes(0, 4).chain((shape) =>
    fc.tuple(reals(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })).map(
      ([x, permutation]): Case => ({
        inputs: [x],
        make: (nodes) => build.transpose(at(nodes, 0), permutation),
      }),
    ),
  ),
  reshape: shapes(0, 3).chain((shape) =>
    fc
      .tuple(reals(shape), fc.constantFrom([count(shape)], [1, count(shape), 1], [...shape].reverse()))
      .map(([x, to]): Case => ({ inputs: [x], make: (nodes) => build.reshape(at(nodes, 0), to) })),
  ),
  slice: shapes(0, 3, 4).chain((shape) =>
    fc
      .tuple(
        reals(shape),
        perAxis(shape, 0, 3),
        perAxis(shape, 0, 4),
        perAxis(shape, 1, 3),
        perAxis(shape, 0, 1),
      )
      .map(([x, from, sizes, steps, backwards]): Case => sliceCase(x, from, sizes, steps, backwards)),
  ),
  pad: shapes(0, 3).chain((shape) =>
    fc.tuple(reals(shape), perAxis(shape, 0, 2), perAxis(shape, 0, 2)).map(
      ([x, before, after]): Case => ({
        inputs: [x],
        make: (nodes) => build.pad(at(nodes, 0), before, after),
      }),
    ),
  ),
  spread: shapes(0, 3).chain((shape) =>
    fc
      .tuple(reals(shape), perAxis(shape, 1, 3))
      .map(([x, factors]): Case => ({ inputs: [x], make: (nodes) => build.spread(at(nodes, 0), factors) })),
  ),
  concatenate: shapes(1).chain((shape) =>
    fc
      .tuple(
        fc.nat(shape.length - 1),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
      )
      .chain(([axis, sizes]) =>
        fc
          .tuple(...sizes.map((size, nth) => reals(shape.with(axis, size), nth)))
          .map((inputs): Case => ({ inputs, make: (nodes) => build.concatenate(nodes, axis) })),
      ),
  ),
  broadcast: shapes().chain((shape) =>
    smaller(shape)
      .chain((from) => reals(from))
      .map((x): Case => ({ inputs: [x], make: (nodes) => build.broadcast(at(nodes, 0), shape) })),
  ),
} as const

/** Clips a wished slice to its tensor. */
function sliceCase(
  x: CaseInput,
  from: readonly number[],
  wished: readonly number[],
  steps: readonly number[],
  backwards: readonly number[],
): Case {
  const starts = x.shape.map((n, axis) => Math.min(at(from, axis), n - 1))
  const signed = steps.map((step, axis) => (backwards[axis] ? -step : step))
  const sizes = x.shape.map((n, axis) => {
    const room = at(signed, axis) > 0 ? n - 1 - at(starts, axis) : at(starts, axis)
    return Math.min(at(wished, axis), Math.floor(room / at(steps, axis)) + 1)
  })
  return { inputs: [x], make: (nodes) => build.slice(at(nodes, 0), starts, sizes, signed) }
}

const windows: fc.Arbitrary<Case> = fc
  .record({
    before: shapes(0, 1),
    after: shapes(0, 1),
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    extra: fc.nat(5),
  })
  .chain(({ before, after, size, stride, dilation, extra }) =>
    reals([...before, dilation * (size - 1) + 1 + extra, ...after]).map((x) => ({
      inputs: [x],
      make: (nodes) => build.windows(at(nodes, 0), { axis: before.length, size, stride, dilation }),
    })),
  )

/** Axes of an indexed tensor, some of them shared with the index, and indices of which some are outside. */
const indexed = fc
  .record({
    shared: shapes(0, 1),
    middle: shapes(0, 1),
    size: fc.integer({ min: 1, max: 4 }),
    after: shapes(0, 2, 2),
    picks: shapes(0, 2),
  })
  .chain((layout) =>
    integers([...layout.shared, ...layout.picks], -1, 5).map((index) => ({ ...layout, index })),
  )

const gather: fc.Arbitrary<Case> = indexed.chain(({ shared, middle, size, after, index }) =>
  reals([...shared, ...middle, size, ...after]).map((x) => ({
    inputs: [x, index],
    make: (nodes) =>
      build.gather(at(nodes, 0), at(nodes, 1), { axis: shared.length + middle.length, batch: shared.length }),
  })),
)

const scatterAdd: fc.Arbitrary<Case> = indexed.chain(({ shared, middle, size, after, picks, index }) =>
  reals([...shared, ...middle, ...picks, ...after]).map((updates) => ({
    inputs: [index, updates],
    make: (nodes) =>
      build.scatterAdd(at(nodes, 0), at(nodes, 1), {
        axis: shared.length + middle.length,
        batch: shared.length,
        size,
      }),
  })),
)

const scatterUpdate: fc.Arbitrary<Case> = fc
  .record({ size: fc.integer({ min: 1, max: 4 }), rows: fc.integer({ min: 1, max: 4 }), after: shapes(0, 2) })
  .chain(({ size, rows, after }) =>
    fc.tuple(reals([size, ...after]), integers([rows], 0, 4), reals([rows, ...after], 1)),
  )
  .map((inputs) => ({
    inputs,
    make: (nodes) => build.scatterUpdate(at(nodes, 0), at(nodes, 1), at(nodes, 2)),
  }))

const matrices = (batch: readonly number[], n: number) => reals([...batch, n, n])

/** A Aᵀ + n · I is positive definite. */
const cholesky: fc.Arbitrary<Case> = fc
  .tuple(shapes(0, 1, 2), fc.integer({ min: 1, max: 4 }))
  .chain(([batch, n]) => matrices(batch, n))
  .map((x) => ({
    inputs: [x],
    make: (nodes) => {
      const a = at(nodes, 0)
      const n = at(x.shape, -1)
      const identity = Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? n : 0))
      return build.cholesky(build.add(build.matmul(a, build.flip(a)), build.constant(identity, [n, n])))
    },
  }))

/** Diagonals are moved away from 0. */
const solveLower: fc.Arbitrary<Case> = fc
  .tuple(shapes(0, 1, 2), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 2 }), fc.boolean())
  .chain(([batch, n, k, transposed]) =>
    fc.tuple(matrices(batch, n), reals([...batch, n, k], 1)).map(([l, b]) => {
      const data = l.data.map((x, place) => ((place % (n * n)) % (n + 1) === 0 ? Math.abs(x) + 2 : x))
      return {
        inputs: [{ ...l, data }, b],
        make: (nodes: readonly Node[]) => build.solveLower(at(nodes, 0), at(nodes, 1), transposed),
      }
    }),
  )

const where: fc.Arbitrary<Case> = shapes()
  .chain((shape) => fc.tuple(smaller(shape), smaller(shape), smaller(shape)))
  .chain(([c, a, b]) => fc.tuple(truths(c), reals(a), reals(b, 1)))
  .map((inputs) => ({ inputs, make: (nodes) => build.where(at(nodes, 0), at(nodes, 1), at(nodes, 2)) }))

const scalars = {
  negate: fc.oneof(one(build.negate), one(build.negate, wholes)),
  exp: one(build.exp),
  log: one(build.log, positives),
  sqrt: one(build.sqrt, positives),
  abs: fc.oneof(one(build.abs), one(build.abs, wholes)),
  sin: one(build.sin),
  cos: one(build.cos),
  tanh: one(build.tanh),
  sigmoid: one(build.sigmoid),
  softplus: one(build.softplus),
  relu: one(build.relu),
  erf: one(build.erf),
  gelu: one(build.gelu),
  truncate: one(build.truncate),
  not: one(build.not, truths),
  cast: fc.oneof(
    one((x) => build.cast(x, 'int')),
    one((x) => build.cast(x, 'f32'), wholes),
    one((x) => build.cast(x, 'f32'), truths),
    one((x) => build.cast(x, 'bool'), wholes),
  ),
} as const

const pairs = {
  add: fc.oneof(two(build.add), two(build.add, wholes)),
  subtract: fc.oneof(two(build.subtract), two(build.subtract, wholes)),
  multiply: fc.oneof(two(build.multiply), two(build.multiply, wholes)),
  divide: two(build.divide, reals, positives),
  power: two(build.power, positives),
  maximum: fc.oneof(two(build.maximum), two(build.maximum, wholes)),
  minimum: fc.oneof(two(build.minimum), two(build.minimum, wholes)),
  mod: fc.oneof(two(build.mod, reals, positives), two(build.mod, wholes, notZero)),
  div: fc.oneof(two(build.div, reals, positives), two(build.div, wholes, notZero)),
  equal: two(build.equal, wholes),
  notEqual: two(build.notEqual, wholes),
  less: two(build.less),
  lessEqual: two(build.lessEqual, wholes),
  greater: two(build.greater, wholes),
  greaterEqual: two(build.greaterEqual),
  and: two(build.and, truths),
  or: two(build.or, truths),
} as const

/** Generated cases of every op. The values are far enough from kinks and jumps for finite differences. */
export const cases: Readonly<Record<OpName, fc.Arbitrary<Case>>> = {
  input: one((x) => x),
  variable: shapes().chain((shape) =>
    reals(shape).map((value) => ({
      inputs: [],
      make: () => build.variable('v', shape),
      variables: { v: value },
    })),
  ),
  constant: shapes().chain((shape) =>
    reals(shape).map(({ data }) => ({ inputs: [], make: () => build.constant(data, shape) })),
  ),
  ...scalars,
  ...pairs,
  where,
  stopGradient: one(build.stopGradient),
  declare: one((x) => build.declare(x, 'image')),
  call: two((a, b) =>
    build.call(build.multiply(build.tanh(a), b), {
      definition: 'example',
      arguments: [a, b],
      others: [],
      configuration: {},
      of: undefined,
    }),
  ),
  contract: fc.oneof(plainContraction, convolution, image),
  sum: fc.oneof(overAxes(build.sum), overAxes(build.sum, wholes)),
  max: fc.oneof(overAxes(build.max), overAxes(build.max, wholes)),
  min: fc.oneof(overAxes(build.min), overAxes(build.min, wholes)),
  any: overAxes(build.any, truths),
  all: overAxes(build.all, truths),
  argmax: overAxis(build.argmax),
  argmin: overAxis(build.argmin),
  ...movements,
  windows,
  gather,
  scatterAdd,
  scatterUpdate,
  argsort: shapes(1).chain((shape) =>
    fc
      .oneof(reals(shape), integers(shape, 0, 3))
      .map((x) => ({ inputs: [x], make: (nodes) => build.argsort(at(nodes, 0)) })),
  ),
  cholesky,
  solveLower,
}
