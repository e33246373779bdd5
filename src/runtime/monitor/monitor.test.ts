import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Features } from '../evaluate/features.js'
import { type AlarmFacts, alarmsOf } from './alarms.js'
import { alignment, retrieval, spreadOf } from './collapse.js'
import { idlePrototypes, inspectionOf, unmoved } from './inspection.js'
import { eigenvalues } from './spectrum.js'

const featuresOf = (rows: number[][]): Features => ({
  count: rows.length,
  size: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
})

describe('eigenvalues', () => {
  test('of a known matrix', () => {
    expect(
      [...eigenvalues(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5), 3)].map(
        (value) => Math.round(value * 1e9) / 1e9,
      ),
    ).toEqual([5, 3, 1])
  })
  property.prop([fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 })])(
    'sum to the trace, their squares to the squares of the entries',
    (entries) => {
      const matrix = Float64Array.from({ length: 16 }, (_, at) => {
        const [i, j] = [Math.floor(at / 4), at % 4]
        return (entries[i * 4 + j] as number) + (entries[j * 4 + i] as number)
      })
      const values = eigenvalues(matrix, 4)
      const sum = (all: Float64Array, map: (value: number) => number) =>
        all.reduce((total, value) => total + map(value), 0)
      expect(sum(values, (value) => value)).toBeCloseTo(
        [0, 5, 10, 15].reduce((t, at) => t + (matrix[at] as number), 0),
        8,
      )
      expect(sum(values, (value) => value * value)).toBeCloseTo(
        sum(matrix, (value) => value * value),
        8,
      )
    },
  )
})

describe('spread of embeddings', () => {
  test('of one point is none', () => {
    const spread = spreadOf(
      featuresOf([
        [3, 4],
        [3, 4],
        [6, 8],
      ]),
    )
    expect(spread.deviation).toBeCloseTo(0, 5)
    expect(spread.effectiveRank).toBeCloseTo(1, 5)
    expect(spread.uniformity).toBeCloseTo(0, 5)
  })
  test('of a square of directions is full', () => {
    const spread = spreadOf(
      featuresOf([
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ]),
    )
    expect(spread.deviation).toBeCloseTo(1, 6)
    expect(spread.effectiveRank).toBeCloseTo(2, 6)
    expect(spread.uniformity).toBeCloseTo(Math.log((4 * Math.exp(-4) + 2 * Math.exp(-8)) / 6), 6)
  })
  test('of a line has rank 1, whichever side is longer', () => {
    const line = [
      [1, 1, 0],
      [-1, -1, 0],
    ]
    expect(spreadOf(featuresOf(line)).effectiveRank).toBeCloseTo(1, 5)
    expect(spreadOf(featuresOf([...line, ...line])).effectiveRank).toBeCloseTo(1, 5)
  })
  test('alignment of opposite views is 4', () => {
    const a = featuresOf([
      [1, 0],
      [0, 2],
    ])
    expect(alignment(a, a)).toBe(0)
    expect(
      alignment(
        a,
        featuresOf([
          [-1, 0],
          [0, -3],
        ]),
      ),
    ).toBe(4)
  })
})

test('retrieval counts the rows whose other view is the nearest', () => {
  const a = featuresOf([
    [1, 0],
    [0, 1],
    [-1, 0.1],
  ])
  expect(retrieval(a, a)).toBe(1)
  expect(
    retrieval(
      a,
      featuresOf([
        [0, 1],
        [1, 0],
        [-2, 0],
      ]),
    ),
  ).toBeCloseTo(1 / 3)
})

describe('alarms', () => {
  const facts: AlarmFacts = {
    pretext: 'moco',
    totalSteps: 5000,
    stepsPerEpoch: 100,
    guesses: [{ size: 4096, among: 'the 4096 keys' }],
  }
  const told = (values: (step: number) => Record<string, number>, steps = 200): string[] => {
    const watch = alarmsOf(facts)
    return Array.from({ length: steps }, (_, step) => watch(step + 1, values(step)))
      .flat()
      .map(({ message }) => message)
  }

  test('a loss that stays at ln n is told once, with what n is', () => {
    const messages = told((step) => ({ loss: Math.log(4096) + 0.01 * Math.sin(step) }))
    expect(messages).toEqual([expect.stringMatching(/after 100 steps .* ln 4096, .* among the 4096 keys/)])
    expect(told((step) => ({ loss: Math.log(4096) - 0.005 * step }))).toEqual([])
  })
  test('a constant loss', () => {
    expect(told(() => ({ loss: 1.5 }))).toEqual([expect.stringMatching(/exactly 1.5 in every step up to 20/)])
  })
  test('an exploded gradient', () => {
    const norms = (step: number) => ({ loss: step, gradient_norm: step === 50 ? 5000 : 1 + (step % 3) })
    expect(told(norms)).toEqual([
      expect.stringMatching(/in step 51 the norm of the gradient is 5000 where 2 was usual/),
    ])
  })
  test('a shortcut', () => {
    expect(told((step) => ({ loss: step, accuracy: 0.999 }))).toEqual([
      expect.stringMatching(/after only 20 steps/),
    ])
    expect(told((step) => ({ loss: step, accuracy: step > 250 ? 1 : 0.5 }), 400)).toEqual([])
  })
})

test('collapse and parameters that stand still are told at a checkpoint', () => {
  const still = unmoved(
    { a: Float32Array.of(1, 2), b: Float32Array.of(1) },
    { a: Float32Array.of(1, 2), b: Float32Array.of(2) },
    ['a', 'b'],
  )
  expect(still).toEqual(['a'])
  const { values, alarms } = inspectionOf(
    'byol',
    7,
    {
      f: featuresOf([
        [1, 1],
        [1, 1],
      ]),
    },
    ['f'],
    still,
  )
  expect(values['f.effective_rank']).toBe(1)
  expect(alarms.map(({ code }) => code)).toEqual(['SSL7305', 'SSL7306'])
})

describe('prototypes', () => {
  test('of which few serve all embeddings are told, with their numbers', () => {
    const [alarm] = idlePrototypes('swav', 300, { clusters: [250, 6, ...new Array(98).fill(0)] })
    expect(alarm).toMatchObject({ code: 'SSL7310' })
    expect(alarm?.message).toMatch(/only 2 of the 100 prototypes of clusters .* 256 embeddings/)
  })
  test('that share the embeddings, or outnumber them, are not', () => {
    expect(idlePrototypes('swav', 300, { clusters: new Array(100).fill(2) })).toEqual([])
    const many = Array.from({ length: 4096 }, (_, at) => (at < 200 ? 1 : 0))
    expect(idlePrototypes('dino', 300, { 'g.prototypes': many })).toEqual([])
  })
})
