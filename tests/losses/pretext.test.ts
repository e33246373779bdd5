import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { cosine, permutation_set } from '../../src/program/index.js'
import { scheduleValue } from '../../src/program/schedule/value.js'
import { label, list, matrix, real, size, vector } from './arbitrary.js'
import { definition, loss, type Nested } from './harness.js'
import { dot, flat, map, mean, near } from './numbers.js'

/* What pretexts are made of besides their losses: turns, permutations, queues, moving averages. */

describe('quarter turns', () => {
  const turn = definition('augment.quarter_turn')
  const turns = (x: Nested, count: number): Nested => (count === 0 ? x : turns(turn.result(x), count - 1))
  const one = (x: number[][]) => x.map((row) => row.map((v) => [v]))

  test('worked values', () => {
    const x = one([
      [1, 2],
      [3, 4],
    ])
    expect(turns(x, 1)).toEqual(
      one([
        [2, 4],
        [1, 3],
      ]),
    )
    expect(turns(x, 2)).toEqual(
      one([
        [4, 3],
        [2, 1],
      ]),
    )
    expect(turns(x, 3)).toEqual(
      one([
        [3, 1],
        [4, 2],
      ]),
    )
  })

  property.prop([size(1, 4).chain((s) => list(s, matrix(s, 2))), fc.nat(4), fc.nat(4)])(
    'compose, four are none, no pixel changes',
    (x, j, k) => {
      expect(turns(turns(x, j), k)).toEqual(turns(x, (j + k) % 4))
      expect(turns(x, 4)).toEqual(x)
      expect(flat(turns(x, j)).sort()).toEqual(flat(x).sort())
    },
  )
})

describe('sets of permutations', () => {
  const distance = (a: readonly number[], b: readonly number[]) => a.filter((v, k) => v !== b[k]).length
  const distances = (set: readonly (readonly number[])[]) =>
    set.flatMap((a, i) => set.slice(0, i).map((b) => distance(a, b)))

  test.each([
    [10, 8.8, 2],
    [30, 8.26, 2],
    [100, 8.08, 2],
    [1000, 8.01, 2],
  ])('%d of nine tiles: mean and least distance as published', (count, expected, least) => {
    const found = distances(permutation_set(9, { count }))
    expect(Math.abs(mean(found) - expected)).toBeLessThan(0.006)
    expect(found.reduce((a, b) => Math.min(a, b))).toBe(least)
  })

  test('three things: worked values', () => {
    const three = permutation_set(3, { count: 3 })
    expect(distances(three)).toEqual([3, 3, 3])
    expect(three.map(String).sort()).toEqual(['0,1,2', '1,2,0', '2,0,1'])
    near(mean(distances(permutation_set(3))), 2.4, 1e-12)
  })

  property.prop([size(1, 6), size(1, 40)])('different permutations, the identity first', (n, count) => {
    const set = permutation_set(n, { count })
    expect(new Set(set.map(String)).size).toBe(set.length)
    for (const one of set) expect([...one].sort((a, b) => a - b)).toEqual([...one.keys()])
    expect(set[0]).toEqual([...Array(n).keys()])
  })
})

describe('queues and moving averages', () => {
  const enqueue = definition('prelude.enqueue')

  property.prop([
    fc
      .tuple(size(1, 3), size(1, 3), size(1, 3))
      .chain(([b, rounds, d]) => fc.tuple(matrix(b * rounds, d), list(rounds, matrix(b, d)))),
  ])('first in, first out: after a round no first entry is left', ([queue, batches]) => {
    const [first = []] = batches
    expect(enqueue.result(queue, first)).toEqual([...queue.slice(first.length), ...first])
    expect(batches.reduce<Nested>((kept, fresh) => enqueue.result(kept, fresh), queue)).toEqual(
      batches.flat(),
    )
  })

  test('a queue that the batch does not divide is refused', () => {
    expect(() => enqueue.result([[1], [2], [3]], [[1], [2]])).toThrow('SSL3116')
  })

  const decay = (step: number, steps = 400) =>
    scheduleValue(cosine({ from: 0.996, to: 1 }), { step, steps, stepsPerEpoch: 10 })

  test('the decay of BYOL: worked values', () => {
    near(
      [0, 100, 200, 400].map((k) => decay(k)),
      [0.996, 0.996586, 0.998, 1],
    )
  })

  property.prop([fc.nat(399)])('the decay of BYOL never falls, and is symmetric about the middle', (k) => {
    expect(decay(k + 1)).toBeGreaterThanOrEqual(decay(k))
    near(decay(k) + decay(400 - k), 1.996, 1e-12)
  })
})

describe('the bound of InfoNCE', () => {
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
  /** The best critic of a fair coin: equal faces score 0, others are impossible. */
  const expected = (candidates: number): number =>
    Array.from({ length: candidates }, (_, equal) => {
      const scores = Array.from({ length: candidates }, (_, k) => (k <= equal ? 0 : -1e4))
      return (choose(candidates - 1, equal) / 2 ** (candidates - 1)) * loss('cross_entropy').value(scores, 0)
    }).reduce((a, b) => a + b)

  test('worked values of a fair coin', () => {
    near([expected(2), expected(4)], [0.346574, 0.845197])
    near(
      [Math.log(2) - expected(2), Math.log(4) - expected(4), Math.log(64) - expected(64)],
      [0.346574, 0.541098, 0.685272],
    )
  })
})

describe('targets of features and words', () => {
  property.prop([fc.tuple(list(4, matrix(2, 3)), size(1, 4))])(
    'data2vec averages the last blocks, each normalised',
    ([blocks, count]) => {
      const normal = (x: readonly number[]) => {
        const centred = x.map((v) => v - mean(x))
        return centred.map((v) => v / Math.sqrt(mean(centred.map((one) => one ** 2)) + 1e-6))
      }
      const last = blocks.slice(-count)
      const expected = [0, 1].map((t) =>
        [0, 1, 2].map((k) => mean(last.map((block) => normal(block[t] ?? [])[k] ?? 0))),
      )
      near(definition('losses.block_average', { count }).result(blocks), expected, 1e-9)
    },
  )

  property.prop([fc.tuple(matrix(4, 3), list(4, fc.boolean()), vector(3))])(
    'fastText: n-grams that are used',
    ([parts, used, context]) => {
      const kept = parts.filter((_, g) => used[g])
      near(
        definition('losses.subword_mean').result(parts, used),
        [0, 1, 2].map((k) => (kept.length === 0 ? 0 : mean(kept.map((row) => row[k] ?? 0)))),
        1e-12,
      )
      const score = kept.reduce((sum, row) => sum + dot(row, context), 0)
      near(definition('losses.subword_score').result(parts, used, context), score, 1e-9)
    },
  )

  property.prop([fc.tuple(matrix(3, 2, real(-80, 80)), label(3))])(
    'the nearest colour centre',
    ([grid, k]) => {
      fc.pre(new Set(grid.map(String)).size === 3)
      expect(definition('losses.ab_bin').result(grid[k] ?? [], grid)).toBe(k)
      expect(
        definition('losses.ab_bin').result(
          map(grid[k] ?? [], (x) => x + 1e-7),
          grid,
        ),
      ).toBe(k)
    },
  )
})
