import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { evaluateNodes } from '../../engines/reference/evaluate.js'
import * as build from '../build.js'
import { symbol } from '../dimension.js'
import { gradients } from '../gradients.js'
import type { Graph } from '../graph.js'
import type { Node } from '../node.js'
import { inOrder } from '../order.js'
import { print } from './print.js'
import { sameGraph } from './same.js'
import { simplify } from './simplify.js'

const graphOf = (outputs: Readonly<Record<string, Node>>): Graph => ({
  variables: {},
  functions: { step: { inputs: {}, outputs, updates: {} } },
})

const simple = (node: Node): Node => simplify(graphOf({ y: node })).functions.step?.outputs.y as Node

const x = build.input('x', [2, 3])
const w = build.variable('w', [3])

/** Programs of elementwise ops, movements and reductions over two matrices. */
const program: fc.Arbitrary<Node> = fc
  .array(fc.tuple(fc.nat(15), fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 25 })
  .map((steps) => {
    const nodes: Node[] = [x, build.broadcast(w, [2, 3]), build.fill(1, [2, 3]), build.fill(0), build.fill(2)]
    for (const [op, i, j] of steps)
      nodes.push(step(op, nodes[i % nodes.length] as Node, nodes[j % nodes.length] as Node))
    return build.broadcast(nodes.reduce(build.add), [2, 3])
  })

function step(op: number, a: Node, b: Node): Node {
  const square = build.broadcast(a, [2, 3])
  if (op === 0) return build.add(a, b)
  if (op === 1) return build.multiply(a, b)
  if (op === 2) return build.subtract(a, b)
  if (op === 3) return build.negate(a)
  if (op === 4) return build.transpose(build.tanh(build.transpose(square, [1, 0])), [1, 0])
  if (op === 5) return build.reshape(build.reshape(square, [3, 2]), [2, 3])
  if (op === 6) return build.stopGradient(a)
  if (op === 7) return build.divide(a, build.add(build.abs(b), build.fill(1)))
  if (op === 8) return build.where(build.greater(a, b), a, b)
  if (op === 9) return build.power(build.sigmoid(a), build.fill(2))
  if (op === 10) return build.sum(square, [0], true)
  if (op === 11) return build.max(square, [1], true)
  if (op === 12) return build.slice(build.pad(square, [1, 0], [0, 2]), [1, 0], [2, 3])
  if (op === 13)
    return build.reshape(build.gather(square, build.constant([1], [], 'int'), { axis: 0 }), [1, 3])
  if (op === 14) return build.cast(build.cast(build.less(a, b), 'int'), 'f32')
  return build.reverse(square, [1])
}

const values = new Map([
  ['x', Float64Array.of(0.3, -1.2, 0.7, 2.1, -0.4, 0.9)],
  ['w', Float64Array.of(1.5, -0.6, 0.2)],
])

describe('simplify', () => {
  test.prop([program], { numRuns: 200 })('keeps values, types and shapes', (node) => {
    const loss = build.sum(build.tanh(node))
    const outputs = { node, dx: gradients(loss, [x])[0] as Node, dw: gradients(loss, [w])[0] as Node }
    const after = simplify(graphOf(outputs)).functions.step?.outputs ?? {}
    for (const [name, before] of Object.entries(outputs)) {
      const simpler = after[name] as Node
      expect([simpler.type, simpler.shape]).toEqual([before.type, before.shape])
      const [expected, given] = evaluateNodes([before, simpler], values) as [Float64Array, Float64Array]
      for (const [k, value] of expected.entries()) {
        if (Number.isFinite(value))
          expect(Math.abs((given[k] as number) - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)))
      }
    }
  })

  test.prop([fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -3, max: 3 })), { maxLength: 6 })])(
    'leaves out bounds that hold already',
    (bounds) => {
      const node = bounds.reduce(
        (inner, [above, bound]) => (above ? build.maximum : build.minimum)(inner, build.fill(bound / 2)),
        x,
      )
      const simpler = simple(node)
      const [expected, given] = evaluateNodes([node, simpler], values) as [Float64Array, Float64Array]
      expect([...given]).toEqual([...expected])
      const clamp = (y: Node) => build.minimum(build.maximum(y, build.fill(0)), build.fill(1))
      expect(simple(clamp(clamp(x)))).toEqual(simple(clamp(x)))
    },
  )

  test.prop([program], { numRuns: 100 })('does the same again and nothing the second time', (node) => {
    const [first, second] = [simplify(graphOf({ node })), simplify(graphOf({ node }))]
    expect(print(first)).toBe(print(second))
    expect(sameGraph(simplify(first), first)).toBeUndefined()
  })

  test.prop([program], { numRuns: 50 })('never makes a graph larger', (node) => {
    expect(inOrder([simple(node)]).length).toBeLessThanOrEqual(inOrder([node]).length + 1)
  })

  it('unites equal nodes, also across functions', () => {
    const make = () => build.tanh(build.add(build.input('x', [2]), build.fill(1)))
    const other = { inputs: {}, outputs: { z: make() }, updates: {} }
    const { functions } = simplify({
      variables: {},
      functions: { a: { ...other }, b: { ...other, outputs: { z: make() } } },
    })
    expect(functions.a?.outputs.z).toBe(functions.b?.outputs.z)
  })

  it('does not unite different constants', () => {
    const [zero, minusZero] = [build.constant([0, 1], [2]), build.constant([-0, 1], [2])]
    const { functions } = simplify(graphOf({ zero, minusZero }))
    expect(functions.step?.outputs.zero).not.toBe(functions.step?.outputs.minusZero)
  })

  it.each([
    ['x * 1', build.multiply(x, build.fill(1))],
    ['0 + x', build.add(build.fill(0), x)],
    ['x - 0', build.subtract(x, build.fill(0, [2, 3]))],
    ['--x', build.negate(build.negate(x))],
    ['x there and back', build.transpose(build.transpose(x, [1, 0]), [1, 0])],
    ['x reshaped back', build.reshape(build.reshape(x, [6]), [2, 3])],
    ['declared x', build.declare(build.stopGradient(x), 'prob')],
    ['x ^ 1', build.power(x, build.fill(1))],
    ['where true', build.where(build.equal(build.fill(1), build.fill(1)), x, build.fill(3))],
  ])('%s is x', (_, node) => {
    expect(sameGraph(graphOf({ y: simple(node) }), graphOf({ y: x }))).toBeUndefined()
  })

  it('folds constants, and keeps equal entries as one number', () => {
    const folded = simple(build.sum(build.multiply(build.iota(3), build.constant([2], [], 'int'))))
    expect([folded.op, folded.data?.[0], folded.type]).toEqual(['constant', 6, 'int'])
    expect(simple(build.exp(build.broadcast(build.fill(0), [1000, 1000]))).data).toEqual(Float64Array.of(1))
    expect(simple(build.tanh(build.pad(build.fill(1, [1000]), [0], [9000]))).op).toBe('tanh')
  })

  it('lets ops repeat their operands themselves', () => {
    const node = simple(build.multiply(x, build.broadcast(w, [2, 3])))
    expect(node.inputs.map((input) => input.op)).toEqual(['input', 'variable'])
    const square = simple(build.multiply(build.broadcast(w, [2, 3]), build.broadcast(w, [2, 3])))
    expect(square.shape).toEqual([2, 3])
  })

  it('turns gathers at regular constant places into slices', () => {
    const rows = build.input('r', [7, 2])
    const node = simple(build.gather(rows, build.constant([1, 3, 5], [3], 'int'), { axis: 0 }))
    expect(node.op).toBe('slice')
    expect(simple(build.gather(rows, build.constant([1, 3, 4], [3], 'int'), { axis: 0 })).op).toBe('gather')
    expect(simple(build.gather(rows, build.constant([6, 7], [2], 'int'), { axis: 0 })).op).toBe('gather')
  })

  it('puts numbers in place of symbols', () => {
    const B = symbol('B', 4)
    const node = simple(build.reshape(build.input('x', [B, 2]), [8]))
    expect([node.shape, node.inputs[0]?.shape]).toEqual([[8], [4, 2]])
  })

  it('is not recursive', () => {
    let deep: Node = build.input('x', [])
    for (let k = 0; k < 50_000; k++) deep = build.add(build.tanh(deep), x)
    expect(inOrder([simple(build.sum(deep))]).length).toBeGreaterThan(100_000)
  })
})

describe('print', () => {
  it('is one node a line', () => {
    const loss = build.mean(build.multiply(x, w))
    const graph: Graph = {
      variables: { w: { path: 'w', shape: [3], type: 'f32' } },
      functions: {
        step: {
          inputs: { x },
          outputs: { loss },
          updates: { w: build.subtract(w, build.multiply(build.fill(0.1), gradients(loss, [w])[0] as Node)) },
        },
      },
    }
    expect(`\n${print(simplify(graph))}`).toMatchInlineSnapshot(`
      "
      variable w: f32[3]

      function step {
        %0 = input(name: x): f32[2, 3]
        %1 = variable(path: w): f32[3]
        %2 = multiply(%0, %1): f32[2, 3]
        %3 = sum(%2, axes: [0, 1], keep: false): f32[]
        %4 = constant(6): f32[]
        %5 = divide(%3, %4): f32[]
        %6 = constant(0.1): f32[]
        %7 = constant(0.16666666666666666): f32[]
        %8 = multiply(%7, %0): f32[2, 3]
        %9 = sum(%8, axes: [0], keep: false): f32[3]
        %10 = multiply(%6, %9): f32[3]
        %11 = subtract(%1, %10): f32[3]
        output loss = %5
        update w = %11
      }
      "
    `)
  })
})

describe('sameGraph', () => {
  const base = () => build.add(build.tanh(build.input('x', [2])), build.fill(1))

  it('finds graphs that were built twice the same', () => {
    expect(sameGraph(graphOf({ y: base() }), graphOf({ y: base() }))).toBeUndefined()
  })

  it.each([
    ['another op', build.subtract(build.tanh(build.input('x', [2])), build.fill(1)), /y: add .* subtract/],
    ['another constant', build.add(build.tanh(build.input('x', [2])), build.fill(2)), /different values/],
    ['another shape', build.add(build.tanh(build.input('x', [3])), build.fill(1)), /\[2\].*\[3\]/],
  ])('names %s', (_, other, message) => {
    expect(sameGraph(graphOf({ y: base() }), graphOf({ y: other }))).toMatch(message)
  })

  it('tells a shared node from two equal ones', () => {
    const shared = build.tanh(x)
    const [one, two] = [build.add(shared, shared), build.add(build.tanh(x), build.tanh(x))]
    expect(sameGraph(graphOf({ y: one }), graphOf({ y: two }))).toMatch(/shares/)
    expect(sameGraph(graphOf({ y: two }), graphOf({ y: one }))).toMatch(/shares/)
  })

  it('compares names and variables', () => {
    expect(sameGraph(graphOf({ y: x }), graphOf({ z: x }))).toMatch(/only one graph/)
    const variables = { w: { path: 'w', shape: [2], type: 'f32' } } as const
    const wider = { w: { path: 'w', shape: [3], type: 'f32' } } as const
    expect(sameGraph({ variables, functions: {} }, { variables: wider, functions: {} })).toMatch(/variable w/)
  })
})
