import { describe, expect, it } from 'vitest'
import * as build from '../graph/build.js'
import { sizeOf } from '../graph/dimension.js'
import { gradients } from '../graph/gradients.js'
import type { Graph } from '../graph/graph.js'
import type { Node } from '../graph/node.js'
import { simplify } from '../graph/passes/simplify.js'
import { enginesHere, type TestedEngine } from './engines.fixture.js'
import { blockSize } from './onnx/block.js'
import { createExecutor } from './onnx/executor.js'
import { prepare } from './onnx/onnx.js'
import { evaluateNodes } from './reference/evaluate.js'
import type { Data } from './worker/port.js'

const noise = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, k) => Math.sin(k * 12.9898 + seed) + Math.cos(k * 0.73 + seed * 3) / 2)

/** The largest difference, relative to the largest value. */
function difference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [gap, size] = [0, 1e-6]
  for (let k = 0; k < expected.length; k++) {
    const [a, b] = [got[k] as number, expected[k] as number]
    gap = Math.max(gap, Number.isFinite(a) ? Math.abs(a - b) : Number.POSITIVE_INFINITY)
    size = Math.max(size, Math.abs(b))
  }
  return got.length === expected.length ? gap / size : Number.POSITIVE_INFINITY
}

/** The root of the mean squared difference, relative to that of the values. */
function meanDifference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [gap, size] = [0, 1e-12]
  for (let k = 0; k < expected.length; k++) {
    gap += ((got[k] as number) - (expected[k] as number)) ** 2
    size += (expected[k] as number) ** 2
  }
  return Math.sqrt(gap / size)
}

interface Tested extends Pick<TestedEngine, 'open'> {
  readonly name: string
  readonly tolerance?: number
  readonly measure?: typeof difference
}

/** Inputs, function and its outputs: on an engine and on `reference`. */
async function expectSame(
  { open, tolerance = 2e-5, measure = difference }: Tested,
  inputs: Record<string, Node>,
  outputs: Record<string, Node>,
): Promise<void> {
  const graph: Graph = simplify({ variables: {}, functions: { f: { inputs, outputs, updates: {} } } })
  const values: Record<string, Data> = Object.fromEntries(
    Object.entries(inputs).map(([name, node], k) => {
      const size = node.shape.map(sizeOf).reduce((all, n) => all * n, 1)
      return [name, noise(size, k + 1)] as const
    }),
  )
  const executor = await open(graph)
  const got = await executor.run('f', values, false)
  await executor.close()
  const given = new Map(
    Object.entries(values).map(([name, data]) => [name, Float64Array.from(data)] as const),
  )
  const names = Object.keys(outputs)
  const expected = evaluateNodes(
    names.map((name) => graph.functions.f?.outputs[name] as Node),
    given,
  )
  for (const [k, name] of names.entries()) {
    expect(measure(got[name] ?? [], expected[k] ?? []), name).toBeLessThan(tolerance)
  }
}

function normalised(x: Node, scale: Node, shift: Node, axes: number[]): Node {
  const mean = build.mean(x, axes, true)
  const centred = build.subtract(x, mean)
  const variance = build.mean(build.multiply(centred, centred), axes, true)
  const normal = build.divide(centred, build.sqrt(build.add(variance, build.fill(1e-5))))
  return build.add(build.multiply(scale, normal), shift)
}

/** With the layout for convolutions that this machine has. */
const blocks: Tested = {
  name: 'onnx in blocks',
  open: async (graph) => createExecutor(prepare(graph, {}, await blockSize())),
}

const here = enginesHere()

/** Of a number eight bits; and where a `relu` begins elsewhere, single entries of a gradient are other ones. */
const mixed = here
  .filter(({ name }) => name === 'tensorflow')
  .map(
    ({ name, open }): Tested => ({
      name: `${name} in mixed precision`,
      open: (graph) => open(graph, { precision: 'mixed' }),
      tolerance: 0.2,
      measure: meanDifference,
    }),
  )

describe.each<Tested>([...here, blocks, ...mixed])('large tensors on $name', (engine) => {
  const expectEqual = (inputs: Record<string, Node>, outputs: Record<string, Node>) =>
    expectSame(engine, inputs, outputs)

  it('two convolutions with batch norm, a shortcut, a pool: values and gradients', async () => {
    const x = build.input('x', [16, 18, 18, 4])
    const k1 = build.input('k1', [3, 3, 4, 32])
    const k2 = build.input('k2', [3, 3, 32, 32])
    const k3 = build.input('k3', [3, 3, 32, 8])
    const [scale, shift] = [build.input('scale', [32]), build.input('shift', [32])]
    const around = [0, 1, 1, 0]
    const conv = (from: Node, k: Node, size: number, stride = 1) =>
      build.contract(`b[${stride}i+u][${stride}j+v]c,uvco->bijo`, build.pad(from, around, around), k, {
        sizes: { i: size, j: size },
      })
    const a = build.relu(normalised(conv(x, k1, 18), scale, shift, [0, 1, 2]))
    const b = build.relu(build.add(normalised(conv(a, k2, 18), shift, scale, [0, 1, 2]), a))
    const c = build.tanh(build.mean(conv(b, k3, 9, 2), [1, 2]))
    const wrt = { x, k1, k2, k3, scale, shift }
    const found = gradients(build.sum(build.multiply(c, c)), Object.values(wrt))
    const outputs = Object.fromEntries(Object.keys(wrt).map((name, k) => [`d${name}`, found[k] as Node]))
    await expectEqual(wrt, { c, ...outputs })
  })

  it('small maps: strides and shortcuts with one tap, values and gradients', async () => {
    const x = build.input('x', [32, 7, 7, 32])
    const [k1, k2] = [build.input('k1', [3, 3, 32, 32]), build.input('k2', [3, 3, 32, 64])]
    const k3 = build.input('k3', [1, 1, 32, 64])
    const [scale, shift] = [build.input('scale', [32]), build.input('shift', [32])]
    const conv = (from: Node, k: Node, size: number, stride: number) => {
      const margin = k === k3 ? 0 : 1
      const around = [0, margin, margin, 0]
      return build.contract(`b[${stride}i+u][${stride}j+v]c,uvco->bijo`, build.pad(from, around, around), k, {
        sizes: { i: size, j: size },
      })
    }
    const a = build.relu(normalised(conv(x, k1, 7, 1), scale, shift, [0, 1, 2]))
    const b = build.relu(build.add(conv(a, k2, 4, 2), conv(a, k3, 4, 2)))
    const c = build.tanh(build.mean(b, [1, 2]))
    const wrt = { x, k1, k2, k3, scale, shift }
    const found = gradients(build.sum(build.multiply(c, c)), Object.values(wrt))
    const outputs = Object.fromEntries(Object.keys(wrt).map((name, k) => [`d${name}`, found[k] as Node]))
    await expectEqual(wrt, { c, ...outputs })
  })

  it('layer norm over the last axis, with gradients', async () => {
    const [x, scale, shift] = [build.input('x', [64, 400]), build.input('s', [400]), build.input('t', [400])]
    const y = build.gelu(normalised(x, scale, shift, [1]))
    const found = gradients(build.sum(build.multiply(y, y)), [x, scale, shift])
    await expectEqual(
      { x, s: scale, t: shift },
      { y, dx: found[0] as Node, ds: found[1] as Node, dt: found[2] as Node },
    )
  })

  it('sums and differences of scaled tensors', async () => {
    const [a, b, s] = [build.input('a', [200, 100]), build.input('b', [200, 100]), build.input('s', [100])]
    const x = build.subtract(build.multiply(a, s), build.multiply(b, build.fill(2)))
    const y = build.subtract(build.fill(1), build.add(x, build.divide(a, build.fill(4))))
    const z = build.sum(build.negate(build.multiply(x, y)), [0])
    await expectEqual({ a, b, s }, { x, y, z, w: build.sum(x, [1], true), v: build.sum(build.negate(y)) })
  })
})
