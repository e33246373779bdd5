import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { direction, directions, list, matrix, real, size, temperature, vector } from './arbitrary.js'
import { loss, type Nested } from './harness.js'
import { copies, cosine, dot, logsumexp, map, mean, near, stretched } from './numbers.js'

/* What comes later, or was hidden, told from other moments. */

describe('predictions ahead', () => {
  const drawn = fc
    .tuple(size(1, 3), size(1, 2), size(1, 2), size(1, 3))
    .chain(([b, k, more, d]) => fc.tuple(list(b, list(k + more, matrix(k, d))), list(b, matrix(k + more, d))))
  const at = (p: number[][][][], b: number, t: number, k: number) => p[b]?.[t]?.[k] ?? []

  const terms = (p: number[][][][], z: number[][][], sameTime: boolean) => {
    const [B, T, K] = [z.length, z[0]?.length ?? 0, p[0]?.[0]?.length ?? 0]
    const found: number[] = []
    for (let b = 0; b < B; b++)
      for (let t = 0; t < T - K; t++)
        for (let k = 0; k < K; k++) {
          const candidates = sameTime ? z.map((one) => one[t + k + 1] ?? []) : z.flat()
          const scores = candidates.map((one) => dot(at(p, b, t, k), one))
          found.push(logsumexp(scores) - dot(at(p, b, t, k), z[b]?.[t + k + 1] ?? []))
        }
    return found
  }

  property.prop([drawn])('over time: the mean over anchors, positions and steps', ([p, z]) => {
    near(loss('cpc').value(p, z), mean(terms(p, z, false)), 1e-9)
    near(loss('cpc_same_time').value(p, z), mean(terms(p, z, true)), 1e-9)
  })

  property.prop([drawn])('equal scores cost the logarithm of the candidates', ([p, z]) => {
    const still = map(p, () => 0)
    near(loss('cpc').value(still, z), Math.log(z.length * (z[0]?.length ?? 0)), 1e-9)
    near(loss('cpc_same_time').value(still, z), Math.log(z.length), 1e-9)
  })

  property.prop([drawn, real(0.2, 5)])('scale moves freely between prediction and frame', ([p, z], c) => {
    for (const one of [loss('cpc'), loss('cpc_same_time')])
      near(
        one.value(
          map(p, (x) => x / c),
          map(z, (x) => x * c),
        ),
        one.value(p, z),
        1e-9,
      )
  })

  property.prop([drawn])('predictions past the end are not scored', ([p, z]) => {
    const K = p[0]?.[0]?.length ?? 0
    const T = z[0]?.length ?? 0
    const moved = p.map((one) => one.map((row, t) => (t < T - K ? row : map(row, (x) => x + 9))))
    for (const one of [loss('cpc'), loss('cpc_same_time')]) expect(one.value(moved, z)).toBe(one.value(p, z))
  })

  property.prop([fc.tuple(list(2, list(3, list(2, matrix(1, 2)))), list(2, list(3, matrix(2, 2))))])(
    'over a grid, one row left out',
    ([p, z]) => {
      const found: number[] = []
      for (const [b, image] of p.entries())
        for (const [c, prediction] of (image[0] ?? []).entries()) {
          const scores = z.flat(2).map((one) => dot(prediction[0] ?? [], one))
          found.push(logsumexp(scores) - dot(prediction[0] ?? [], z[b]?.[2]?.[c] ?? []))
        }
      near(loss('cpc_grid', { skip: 1 }).value(p, z), mean(found), 1e-9)
    },
  )
})

property.prop([
  fc.tuple(size(1, 2), size(1, 2), size(1, 2), size(0, 2), size(1, 2)).chain(([b, k, c, skip, more]) => {
    const rows = k + skip + more
    return fc.tuple(
      list(b, list(rows, list(c, matrix(k, 2)))),
      list(b, list(rows, matrix(c, 2))),
      fc.constant(skip),
    )
  }),
])('CPC over a grid: each row against those below it, a column each', ([p, z, skip]) => {
  const [R, K] = [z[0]?.length ?? 0, p[0]?.[0]?.[0]?.length ?? 0]
  const found = p.flatMap((image, b) =>
    image.slice(0, R - K - skip).flatMap((row, r) =>
      row.flatMap((cell, c) =>
        cell.map((ahead, k) => {
          const scores = z.flat(2).map((one) => dot(ahead, one))
          return logsumexp(scores) - dot(ahead, z[b]?.[r + k + 1 + skip]?.[c] ?? [])
        }),
      ),
    ),
  )
  near(loss('cpc_grid', { skip }).value(p, z), mean(found), 1e-9)
})

describe('wav2vec 2.0', () => {
  const made = (temperature: number) => loss('wav2vec2', { temperature })

  test('worked values', () => {
    near(made(0.1).value([1, 0], [0, 1], copies([0, 2], 100)), 4.615121)
    near(made(0.1).value([1, 0], [1, 0], copies([0, 1], 100)), 0.00453)
  })

  property.prop([fc.tuple(direction(3), direction(3), directions(4, 3), temperature, list(6, real(0.2, 5)))])(
    'lengths do not matter; copies of the target are no distractors',
    ([c, q, others, t, by]) => {
      const value = made(t).value(c, q, others)
      const logits = [q, ...others].map((one) => cosine(c, one) / t)
      near(value, logsumexp(logits) - (logits[0] ?? 0), 1e-9)
      const [context = [], code = [], ...rest] = stretched([c, q, ...others], by)
      near(made(t).value(context, code, rest), value, 1e-9)
      near(made(t).value(c, q, [...others, q]), value, 1e-9)
    },
  )

  const use = (p: Nested) => [loss('codebook_diversity').value(p), loss('codebook_waste').value(p)]
  const oneHot = (v: number) => Array.from({ length: v }, (_, k) => (k === 0 ? 1 : 0))

  test('use of the codebook: worked values', () => {
    near(use([[Array.from({ length: 320 }, () => 1 / 320)]]), [-0.018026, 0])
    near(use([[oneHot(320)]]), [0, 0.996875])
    near(use([[[0.5, 0.5, 0, 0]]]), [-0.173287, 0.5])
  })

  property.prop([
    list(3, list(2, vector(4, real(0.01, 1)))).map((all) =>
      all.map((one) => one.map((row) => row.map((x) => x / row.reduce((a, b) => a + b)))),
    ),
  ])('use of the codebook: bounds, and the batch is averaged first', (p) => {
    const [diversity = 0, waste = 0] = use(p)
    expect(diversity).toBeGreaterThanOrEqual(-Math.log(4) / 4 - 1e-12)
    expect(diversity).toBeLessThanOrEqual(1e-12)
    expect(waste).toBeGreaterThanOrEqual(-1e-12)
    expect(waste).toBeLessThanOrEqual(1 - 1 / 4 + 1e-12)
    const average = (p[0] ?? []).map((row, g) => row.map((_, v) => mean(p.map((one) => one[g]?.[v] ?? 0))))
    near(use([average]), [diversity, waste], 1e-9)
    const entropies = average.map((row) => -row.reduce((sum, x) => sum + x * Math.log(x), 0))
    near(diversity, -mean(entropies) / 4, 1e-9)
    near(waste, 1 - mean(entropies.map(Math.exp)) / 4, 1e-9)
  })
})
