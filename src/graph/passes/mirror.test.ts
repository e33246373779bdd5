import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { evaluateNodes } from '../../engines/reference/evaluate.js'
import * as build from '../build.js'
import { count } from '../count.js'
import { sizeOf } from '../dimension.js'
import { nodesOf } from '../function.js'
import type { Graph } from '../graph.js'
import type { Node } from '../node.js'
import { moveMirrors } from './mirror.js'
import { simplify } from './simplify.js'

const [batch, out, from] = [3, 5, 4]
const condition = build.input('flip', [batch], 'bool')
const picture = build.input('picture', [batch, out, from, 2])
const places = build.input('places', [batch, out])
const factor = build.input('factor', [batch])

const graphOf = (y: Node): Graph =>
  simplify({ variables: {}, functions: { step: { inputs: {}, outputs: { y }, updates: {} } } })

const outputOf = (graph: Graph): Node => graph.functions.step?.outputs.y as Node

/** Where the condition of each example holds, x mirrored along an axis. */
const flipped = (x: Node, axis: number): Node =>
  build.where(build.reshape(condition, [batch, 1, 1, 1]), build.reverse(x, [axis]), x)

const factorOf = (rank: number): Node => build.reshape(factor, [batch, 1, 1, 1].slice(0, rank))

/** Weights [batch, out, from] around each place, which sum to 1, or nearly so. */
function weights(variant: number): Node {
  const position = build.reshape(build.add(places, factorOf(2)), [batch, out, 1])
  const distance = build.abs(build.subtract(position, build.iota(from)))
  const near = build.exp(build.negate(distance))
  if (variant === 0) return near
  return build.divide(near, build.sum(near, [2], variant === 1))
}

const steps: readonly ((x: Node) => Node)[] = [
  (x) => build.minimum(build.maximum(x, build.fill(0)), build.fill(1)),
  (x) => build.multiply(x, factorOf(4)),
  (x) => build.add(x, build.constant([0.5, -0.5], [2])),
  (x) => build.multiply(x, build.constant([1, 2, 3, 4, 5], [out, 1])),
  (x) => build.tanh(x),
  (x) => build.reshape(build.reshape(x, [batch, out, 1, out, 2]), [batch, out, out, 2]),
  (x) => build.subtract(x, build.reshape(places, [batch, 1, out, 1])),
  (x) => build.add(x, build.multiply(x, x)),
]

/** Mirrored maps of the picture resampled by per-example weights. */
const program: fc.Arbitrary<Node> = fc
  .tuple(
    fc.nat(2),
    fc.array(fc.nat(steps.length - 1), { maxLength: 5 }),
    fc.constantFrom(1, 2, 3),
    fc.boolean(),
  )
  .map(([variant, chain, axis, shared]) => {
    const matrix =
      variant === 2
        ? build.divide(weights(0), build.reshape(build.sum(weights(0), [2], false), [batch, out, 1]))
        : weights(variant)
    const product = build.contract('aihc,ajh->aijc', picture, matrix)
    const x = chain.reduce((inner, step) => (steps[step] ?? build.tanh)(inner), product)
    return shared ? build.add(flipped(x, axis), x) : flipped(x, axis)
  })

const values = (seed: number) => {
  const numbers = ({ shape }: Node, place: number) =>
    Float64Array.from({ length: count(shape.map(sizeOf)) }, (_, k) => Math.sin(seed + 7 * k + place))
  const real = [picture, places, factor].map(
    (node, k) => [String(node.attributes.name), numbers(node, k)] as const,
  )
  const truth = Float64Array.from({ length: batch }, (_, k) => (seed >> k) & 1)
  return new Map([...real, ['flip', truth] as const])
}

test.prop([program, fc.nat(100)], { numRuns: 200 })('changes nothing', (node, seed) => {
  const before = outputOf(graphOf(node))
  const after = outputOf(moveMirrors(graphOf(node)))
  expect([after.type, after.shape]).toEqual([before.type, before.shape])
  const [expected, given] = evaluateNodes([before, after], values(seed)) as [Float64Array, Float64Array]
  for (const [k, value] of expected.entries()) expect(given[k]).toBeCloseTo(value, 10)
})

/** Entries of the tensors that are mirrored. */
const turned = (graph: Graph): number[] =>
  nodesOf({ outputs: { y: outputOf(graph) }, updates: {} }).flatMap(({ op, shape }) =>
    op === 'slice' ? [count(shape.map(sizeOf))] : [],
  )

const clamped = (x: Node): Node => build.minimum(build.maximum(x, build.fill(0)), build.fill(1))

it.each([
  [
    'the places that weights are made of',
    clamped(build.contract('aihc,ajh->aijc', picture, weights(1))),
    [batch * out],
  ],
  ['nothing else where the axis is in all of the picture', clamped(picture), [batch * out * from * 2]],
])('mirrors %s', (_, x, entries) => {
  expect(turned(moveMirrors(graphOf(flipped(x, 2))))).toEqual(entries)
})

test.prop([fc.constantFrom(1, 2), fc.nat(100)])('tells the two operands of a product apart', (axis, seed) => {
  const matrix = build.exp(build.multiply(build.reshape(places, [batch, out, 1]), build.iota(2)))
  const product = build.contract('aij,akj->aik', matrix, matrix)
  const node = flipped(build.reshape(product, [batch, out, out, 1]), axis)
  const graphs = [graphOf(node), moveMirrors(graphOf(node))].map(outputOf)
  const [expected, given] = evaluateNodes(graphs, values(seed)) as [Float64Array, Float64Array]
  for (const [k, value] of expected.entries()) expect(given[k]).toBeCloseTo(value, 8)
  expect(turned(moveMirrors(graphOf(node)))).toEqual([batch * out * 2])
})

it('leaves what others read', () => {
  const x = clamped(build.contract('aihc,ajh->aijc', picture, weights(1)))
  expect(turned(moveMirrors(graphOf(build.add(flipped(x, 2), x))))).toEqual([batch * out * out * 2])
})
