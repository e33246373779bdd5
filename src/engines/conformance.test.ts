import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import * as build from '../graph/build.js'
import type { Node } from '../graph/node.js'
import type { Case, CaseInput } from '../graph/ops/cases.js'
import { cases } from '../graph/ops/cases.js'
import { edges } from '../graph/ops/edges.js'
import { type OpName, ops } from '../graph/ops/index.js'
import { apart, compared } from './conformance.fixture.js'
import { enginesHere, type TestedEngine, webgpuHere } from './engines.fixture.js'

/** Of float32 against float64. */
const tolerance = 2e-5

async function checkOn(engine: TestedEngine, one: Case): Promise<void> {
  for (const { name, got, expected } of await compared(engine, one)) {
    expect(got.length, name).toBe(expected.length)
    for (let k = 0; k < got.length; k++) {
      const [a, b] = [got[k] as number, expected[k] as number]
      if (apart(a, b) > tolerance) expect.fail(`${name}[${k}] is ${a}, not ${b}`)
    }
  }
}

/** A GPU made of a processor needs a quarter of a second for a case. */
const tested = [...enginesHere(), ...(await webgpuHere())]

describe.each(tested)('$name on $device computes what reference does', (engine) => {
  const check = (one: Case) => checkOn(engine, one)
  const runs = (many: number, few: number) => ({ numRuns: engine.device === 'webgpu' ? few : many })

  describe('ops', () => {
    for (const name of Object.keys(ops) as OpName[]) {
      test.prop([cases[name]], runs(name === 'contract' ? 120 : 25, name === 'contract' ? 12 : 3))(
        name,
        check,
      )
    }
  })

  describe('edges of numbers and shapes', () => {
    for (const [name, arbitrary] of Object.entries(edges)) test.prop([arbitrary], runs(30, 3))(name, check)
  })

  describe('bounds that are one number', () => {
    test.prop(
      [fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 6 }), fc.boolean()],
      runs(100, 4),
    )('maximum and minimum', (data, whole) =>
      check({
        inputs: [
          { shape: [data.length], type: whole ? 'int' : 'f32', data: data.map((v) => (whole ? v : v / 4)) },
        ],
        make: ([x]) => {
          const bound = (value: number) => build.fill(value, [], whole ? 'int' : 'f32')
          return build.minimum(bound(2), build.maximum(x as Node, bound(-1)))
        },
      }),
    )
  })

  describe('larger contractions', () => {
    const shape = (sizes: readonly number[]) => (sizes.length === 0 ? [1] : sizes)
    const data = (sizes: readonly number[], seed: number) =>
      Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, (_, k) => Math.sin(k * 1.7 + seed) / 2)
    const input = (sizes: readonly number[], seed: number): CaseInput => ({
      shape: sizes,
      type: 'f32',
      data: data(sizes, seed),
    })
    const imageAndKernel = (size: number, kernel: number): CaseInput[] => [
      input([2, size, size, 3], 1),
      input([kernel, kernel, 3, 4], 2),
    ]
    const contraction = (
      spec: string,
      left: number[],
      right: number[],
      options: build.ContractSizes = {},
    ): Case => ({
      inputs: [
        { shape: shape(left), type: 'f32', data: data(left, 1) },
        { shape: shape(right), type: 'f32', data: data(right, 2) },
      ],
      make: (nodes) => build.contract(spec, nodes[0] as Node, nodes[1] as Node, options),
    })
    const list: Record<string, Case> = {
      matrices: contraction('ij,jk->ik', [5, 6], [6, 7]),
      'transposed result': contraction('ij,kj->ki', [5, 6], [7, 6]),
      'batched, order mixed': contraction('hbij,bhjk->bihk', [3, 2, 4, 5], [2, 3, 5, 6]),
      attention: contraction('bthd,buhd->bhtu', [2, 5, 3, 4], [2, 6, 3, 4]),
      'one letter alone': contraction('abi,ij->bj', [2, 3, 4], [4, 5]),
      'no sum': contraction('i,j->ji', [4], [5]),
      'one tap': contraction('b[i+u][j+v]c,uvco->bijo', [2, 4, 4, 3], [1, 1, 3, 5], {
        sizes: { i: 4, j: 4 },
      }),
      depthwise: contraction('b[2i+u][2j+v]c,uvc->bijc', [2, 9, 9, 4], [3, 3, 4], { sizes: { i: 4, j: 4 } }),
      'rows above': contraction('b[r+u]sc,ucd->brsd', [2, 6, 4, 3], [2, 3, 5], { sizes: { r: 5 } }),
      'many filters, few places': contraction('b[i+u][j+v]c,uvco->bijo', [2, 4, 4, 2], [3, 3, 2, 8], {
        sizes: { i: 2, j: 2 },
      }),
      'three dimensions': contraction('b[i+u][j+v][k+w]c,uvwco->bijko', [1, 4, 4, 4, 2], [2, 2, 2, 2, 3], {
        sizes: { i: 3, j: 3, k: 3 },
      }),
      'summed between kept ones': contraction('cdba,cb->d', [2, 3, 4, 1], [2, 4]),
      'turned and between kept ones': contraction('csa,sd->cda', [2, 3, 4], [3, 5]),
      'one tap, margins behind': contraction('bio,uco->b[i+2u]c', [2, 1, 1], [1, 2, 1], { resultSizes: [2] }),
      patches: contraction('b[2i+u]c,co->biuo', [2, 6, 3], [3, 4], { sizes: { i: 3, u: 2 } }),
    }
    for (const [name, one] of Object.entries(list)) it(name, () => check(one))

    test.prop(
      [
        fc.record({
          stride: fc.integer({ min: 1, max: 2 }),
          margin: fc.nat(2),
          kernel: fc.integer({ min: 1, max: 4 }),
          // Small maps and larger ones have gradients of their own.
          size: fc.integer({ min: 4, max: 10 }),
          dilation: fc.integer({ min: 1, max: 2 }),
        }),
      ],
      runs(60, 6),
    )('padded convolution, both gradients', ({ stride, margin, kernel, size, dilation }) => {
      const places = Math.floor((size + 2 * margin - dilation * (kernel - 1) - 1) / stride) + 1
      fc.pre(places > 0)
      return check({
        inputs: imageAndKernel(size, kernel),
        make: ([x, k]) => {
          const around = [0, margin, margin, 0]
          const spec = `b[${stride}i+${dilation}u][${stride}j+${dilation}v]c,uvco->bijo`
          const y = build.contract(spec, build.pad(x as Node, around, around), k as Node, {
            sizes: { i: places, j: places },
          })
          return build.tanh(y)
        },
      })
    })

    test.prop([fc.record({ kernel: fc.integer({ min: 2, max: 4 }), size: fc.integer({ min: 2, max: 4 }) })], {
      ...runs(15, 3),
    })('transposed convolution', ({ kernel, size }) => {
      const margin = kernel >> 1
      return check({
        inputs: imageAndKernel(size, kernel),
        make: ([x, k]) => {
          const around = [0, margin, margin, 0]
          const wide = build.pad(build.spread(x as Node, [1, 2, 2, 1]), around, around)
          const places = 2 * (size - 1) + 1 + 2 * margin - kernel + 1
          return build.contract('b[i+u][j+v]c,uvco->bijo', wide, k as Node, {
            sizes: { i: places, j: places },
          })
        },
      })
    })
  })
})
