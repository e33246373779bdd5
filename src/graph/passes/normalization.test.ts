import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { evaluateNodes } from '../../engines/reference/evaluate.js'
import * as build from '../build.js'
import { nodesOf } from '../function.js'
import type { Graph } from '../graph.js'
import type { Node } from '../node.js'
import { foldNormalization } from './normalization.js'
import { simplify } from './simplify.js'

const x = build.input('x', [2, 6, 6, 3])
const k = build.variable('k', [3, 3, 3, 4])
const [mu, variance, scale, shift] = ['mu', 'variance', 'scale', 'shift'].map((name) =>
  build.variable(name, [4]),
) as [Node, Node, Node, Node]

const product = build.contract('b[1i+1u][1j+1v]c,uvco->bijo', x, k, { sizes: { i: 4, j: 4 } })
const deviation = build.sqrt(build.add(variance, build.fill(1e-5)))
const normalized = build.add(
  build.multiply(scale, build.divide(build.subtract(product, mu), deviation)),
  shift,
)

const graphOf = (y: Node, updates: Readonly<Record<string, Node>> = {}): Graph =>
  simplify({ variables: {}, functions: { encode: { inputs: { x }, outputs: { y }, updates } } })

const outputOf = (graph: Graph): Node => graph.functions.encode?.outputs.y as Node

/** Elementwise ops on tensors as large as the activations. */
const large = (y: Node): number =>
  nodesOf({ outputs: { y }, updates: {} }).filter(
    ({ op, shape }) => /add|subtract|multiply|divide/.test(op) && shape.length === 4 && shape[0] === 2,
  ).length

const values = (numbers: readonly number[]) => {
  let at = 0
  const take = (count: number, least = -1) =>
    Float64Array.from({ length: count }, () => Math.max(least, numbers[at++ % numbers.length] ?? 0))
  return new Map([
    ['x', take(216)],
    ['k', take(108)],
    ['mu', take(4)],
    ['variance', take(4, 0)],
    ['scale', take(4)],
    ['shift', take(4)],
  ])
}

const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 17, maxLength: 60 })

test.prop([numbers])('the statistics go into the weights and the values stay', (drawn) => {
  const before = graphOf(build.relu(normalized))
  const after = foldNormalization(before)
  expect([large(outputOf(before)), large(outputOf(after))]).toEqual([4, 1])
  const [expected, given] = evaluateNodes([outputOf(before), outputOf(after)], values(drawn)) as [
    Float64Array,
    Float64Array,
  ]
  for (const [index, value] of expected.entries())
    expect(Math.abs((given[index] ?? Number.NaN) - value)).toBeLessThan(1e-9 * (1 + Math.abs(value)))
})

it('leaves a product alone that is read elsewhere, and steps that train', () => {
  const twice = graphOf(build.add(normalized, build.relu(product)))
  expect(outputOf(foldNormalization(twice))).toBe(outputOf(twice))
  const training = graphOf(normalized, { mu: build.negate(mu) })
  expect(outputOf(foldNormalization(training))).toBe(outputOf(training))
})

it('leaves statistics of the batch alone', () => {
  const own = build.mean(product, [0, 1, 2])
  const graph = graphOf(build.subtract(product, own))
  expect(outputOf(foldNormalization(graph))).toBe(outputOf(graph))
})
