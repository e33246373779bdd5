import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { evaluateNodes } from '../../engines/reference/evaluate.js'
import * as build from '../build.js'
import { sizeOf, symbol } from '../dimension.js'
import { gradients } from '../gradients.js'
import type { Node } from '../node.js'
import { simplify } from '../passes/simplify.js'
import { type Case, type CaseInput, cases } from './cases.js'
import { type OpName, ops } from './index.js'

const names = Object.keys(ops) as OpName[]

interface Built {
  readonly inputs: readonly Node[]
  readonly result: Node
  readonly values: ReadonlyMap<string, readonly number[]>
}

function built({ inputs, make, variables = {} }: Case): Built {
  const nodes = inputs.map(({ shape, type }, k) => build.input(`x${k}`, shape, type))
  const given = inputs.map(({ data }, k) => [`x${k}`, data] as const)
  const held = Object.entries(variables).map(([path, { data }]) => [path, data] as const)
  return { inputs: nodes, result: make(nodes), values: new Map([...given, ...held]) }
}

const valuesOf = (node: Node, values: ReadonlyMap<string, ArrayLike<number>>): number[] => [
  ...(evaluateNodes([node], values)[0] as Float64Array),
]

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** A scalar that depends differently on every entry. */
function weighed(node: Node, phase = 0): Node {
  const weights = Array.from({ length: count(node.shape.map(sizeOf)) }, (_, k) =>
    Math.cos(1.7 * k + 0.4 + phase),
  )
  return build.sum(build.multiply(node, build.constant(weights, node.shape)))
}

/** Compares the gradient of a scalar with central differences. */
function checkGradient(loss: Node, { inputs, values }: Built, tolerance: number): void {
  const real = inputs.filter((input) => input.type === 'f32')
  const slopes = gradients(loss, real).map((node) => valuesOf(node, values))
  const step = 1e-5
  for (const [k, input] of real.entries()) {
    const name = String(input.attributes.name)
    const data = values.get(name) as readonly number[]
    const moved = (place: number, by: number) =>
      valuesOf(
        loss,
        new Map([...values, [name, data.with(place, (data[place] as number) + by)]]),
      )[0] as number
    for (const place of data.keys()) {
      const difference = (moved(place, step) - moved(place, -step)) / (2 * step)
      const slope = slopes[k]?.[place] as number
      expect(Math.abs(slope - difference)).toBeLessThan(tolerance * (1 + Math.abs(difference)))
    }
  }
}

/** The same case with a symbol in place of every size of an input. */
function symbolic({ inputs, make }: Case): Node {
  const sized = ({ shape, type }: CaseInput, k: number) =>
    build.input(
      `x${k}`,
      shape.map((size, axis) => (size === 1 ? 1 : symbol(`n${k}_${axis}`, size))),
      type,
    )
  return make(inputs.map(sized))
}

describe.each(names)('%s', (name) => {
  test.prop([cases[name]], { numRuns: 60 })('gives as many values as its shape says', (given) => {
    const { result, values } = built(given)
    expect(valuesOf(result, values)).toHaveLength(count(result.shape.map(sizeOf)))
  })

  test.prop([cases[name]], { numRuns: 40 })('has the same shape with symbols', (given) => {
    expect(symbolic(given).shape.map(sizeOf)).toEqual(built(given).result.shape)
  })

  test.prop([cases[name]], { numRuns: 40 })('has the gradient of finite differences', (given) => {
    const all = built(given)
    if (all.result.type === 'f32' && name !== 'stopGradient') checkGradient(weighed(all.result), all, 1e-6)
  })

  test.prop([cases[name]], { numRuns: 15 })('has a gradient that can be differentiated again', (given) => {
    const all = built(given)
    const real = all.inputs.filter((input) => input.type === 'f32')
    if (all.result.type !== 'f32' || name === 'stopGradient') return
    const first = gradients(weighed(all.result), real)
    const loss = first.map((node, k) => weighed(node, k + 1)).reduce(build.add, build.fill(0))
    checkGradient(loss, all, 1e-5)
  })

  test.prop([cases[name]], { numRuns: 40 })('keeps values and gradients when simplified', (given) => {
    const { inputs, result, values } = built(given)
    const real = inputs.filter((input) => input.type === 'f32')
    const slopes = result.type === 'f32' ? gradients(weighed(result), real) : []
    const outputs = Object.fromEntries([result, ...slopes].map((node, k) => [`y${k}`, node]))
    const { functions } = simplify({ variables: {}, functions: { f: { inputs: {}, outputs, updates: {} } } })
    for (const [key, node] of Object.entries(outputs)) {
      const simpler = functions.f?.outputs[key] as Node
      expect([simpler.type, simpler.shape]).toEqual([node.type, node.shape])
      const [before, after] = [valuesOf(node, values), valuesOf(simpler, values)]
      for (const [k, value] of before.entries()) expect(after[k]).toBeCloseTo(value, 9)
    }
  })
})

test.prop([fc.double({ min: -8, max: 8, noNaN: true })])('erf is odd and its slope the bell', (x) => {
  const [up, down, at] = [x + 1e-5, x - 1e-5, x].map(
    (value) => valuesOf(build.erf(build.input('x', [])), new Map([['x', [value]]]))[0] as number,
  ) as [number, number, number]
  expect(at).toBeCloseTo(
    -(valuesOf(build.erf(build.input('x', [])), new Map([['x', [-x]]]))[0] as number),
    14,
  )
  expect((up - down) / 2e-5).toBeCloseTo((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x), 8)
})
