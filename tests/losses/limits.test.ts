import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { label, list, matrix, probability, real, temperature, unit, units, vector } from './arbitrary.js'
import { definition, loss } from './harness.js'
import { dot, flat, map, mean, near, rows, softmax, squares, total } from './numbers.js'

/* Where losses tend to, and what minimises them. */

describe('the adversary at its best', () => {
  property.prop([probability(3), probability(3), vector(3, real(-2, 2))])(
    'weighs the densities: ln 4 - 2 JS, and nothing is better',
    (p, q, moved) => {
      const judge = loss('discriminator_loss')
      const far = 40
      const expected = (logits: readonly number[]) =>
        total(logits.map((r, k) => (p[k] ?? 0) * judge.value(r, -far) + (q[k] ?? 0) * judge.value(far, r)))
      const best = p.map((one, k) => Math.log(one / (q[k] ?? 1)))
      const middle = p.map((one, k) => (one + (q[k] ?? 0)) / 2)
      const divergence = (a: readonly number[]) => total(a.map((x, k) => x * Math.log(x / (middle[k] ?? 1))))
      near(expected(best), Math.log(4) - divergence(p) - divergence(q), 1e-9)
      expect(expected(best.map((r, k) => r + (moved[k] ?? 0)))).toBeGreaterThanOrEqual(expected(best) - 1e-12)
    },
  )

  property.prop([real(-8, 8)])('a saturating generator stops where the other does not', (f) => {
    const [ns, sat] = ['generator_loss', 'saturating_generator_loss'].map((name) =>
      Number(loss(name).gradient(f).gradients.fake),
    )
    expect(Math.sign(ns ?? 0)).toBe(Math.sign(sat ?? 0))
    near((ns ?? 0) - (sat ?? 0), 2 / (1 + Math.exp(-f)) - 1, 1e-9)
    near(loss('saturating_generator_loss').gradient(-40).gradients.fake, 0, 1e-12)
    near(loss('generator_loss').gradient(-40).gradients.fake, -1, 1e-12)
  })
})

describe('colours', () => {
  property.prop([vector(2, real(-3, 3)), real(0.05, 1), real(0.05, 1)])(
    'the colder, the sharper',
    (logits, one, other) => {
      // With the corners as centres the colour is the distribution itself.
      const corners = [
        [1, 0],
        [0, 1],
      ]
      const entropy = (t: number) =>
        -total(
          flat(definition('losses.annealed_mean', { temperature: t }).result(logits, corners)).map((p) =>
            p > 0 ? p * Math.log(p) : 0,
          ),
        )
      const [cold, hot] = [Math.min(one, other), Math.max(one, other)]
      expect(entropy(cold)).toBeLessThanOrEqual(entropy(hot) + 1e-12)
    },
  )

  test('of equally distant centres the first ones count', () => {
    const grid = [-20, -10, 0, 10, 20].flatMap((a) => [-20, -10, 0, 10, 20].map((b) => [a, b]))
    const code = flat(definition('losses.soft_encode', { neighbours: 10 }).result([0, 0], grid))
    const raised = grid.filter((_, q) => (code[q] ?? 0) > 0).map(String)
    // The centre, four at 10, four at 10√2, and of the four at 20 the first.
    expect(raised.length).toBe(10)
    expect(raised).toContain('-20,0')
  })

  property.prop([list(4, vector(2, real(-40, 40))), vector(2, real(-40, 40))])(
    'regression is least at the mean, by the spread about it',
    (colours, guess) => {
      const made = loss('color_regression')
      const cost = (y: readonly number[]) => mean(colours.map((one) => made.value([[one]], [[[...y]]])))
      const middle = [0, 1].map((k) => mean(colours.map((one) => one[k] ?? 0)))
      const spread = mean(colours.map((one) => total(squares(one, middle))))
      near(cost(guess), spread / 2 + total(squares(middle, guess)) / 2, 1e-9)
    },
  )
})

describe('words', () => {
  property.prop([vector(3), matrix(3, 3), list(3, fc.boolean()), real(0.2, 5)])(
    'a path: ln 2 a node where nodes are zero; scale moves freely; the leaves of a tree sum to 1',
    (h, nodes, used, c) => {
      const made = loss('hierarchical_softmax')
      const bits = [true, false, true]
      const still = map(nodes, () => 0)
      near(made.value([h], [still], [bits], [used]), Math.LN2 * used.filter(Boolean).length, 1e-12)
      near(
        made.value([h.map((x) => c * x)], [map(nodes, (x) => x / c)], [bits], [used]),
        made.value([h], [nodes], [bits], [used]),
        1e-9,
      )
      const [root, left, right] = nodes
      const leaf = (first: boolean, second: boolean) =>
        Math.exp(
          -made.value([h], [[root ?? [], (first ? right : left) ?? []]], [[first, second]], [[true, true]]),
        )
      const sides = [false, true]
      near(total(sides.flatMap((first) => sides.map((second) => leaf(first, second)))), 1, 1e-9)
    },
  )

  property.prop([real(0.01, 0.5), real(0.1, 1), real(0.1, 1), fc.integer({ min: 1, max: 9 })])(
    'negative sampling is at rest at the shifted mutual information',
    (both, word, noise, k) => {
      const score = Math.log(both / (word * noise)) - Math.log(k)
      const pull = (kept: boolean, own: number) =>
        Number(flat(loss('negative_sampling').gradient([[score]], [[own]], [[[1]]], [[kept]]).gradients.h)[0])
      near(both * pull(false, 1) + k * word * noise * pull(true, 0), 0, 1e-9)
    },
  )
})

describe('many', () => {
  property.prop([fc.tuple(unit(3), units(4, 3), label(4))])(
    'noise-contrastive estimation with much noise pulls as the full softmax',
    ([f, bank, index]) => {
      const [t, copies] = [0.5, 500]
      const noise = Array.from({ length: copies }, () => bank).flat()
      const Z = total(bank.map((v) => Math.exp(dot(v, f) / t)))
      const nce = loss('bank_nce', { size: 4, temperature: t }).gradient(f, bank[index] ?? [], noise, Z)
      const full = loss('nonparametric_softmax', { temperature: t }).gradient(f, index, bank)
      near(nce.gradients.f, full.gradients.f ?? 0, 2e-2)
    },
    120_000,
  )
})

describe('codes and teachers', () => {
  property.prop([fc.constantFrom([0, 1, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]), matrix(3, 3, real(0, 0.2))])(
    'cold codes are a hard, balanced assignment',
    (by, noise) => {
      const s = by.map((k, b) => (noise[b] ?? []).map((x, j) => x + (j === k ? 1 : 0)))
      near(
        definition('losses.sinkhorn', { epsilon: 0.02 }).result(s),
        by.map((k) => [0, 1, 2].map((j) => (j === k ? 1 : 0))),
        1e-6,
      )
    },
  )

  property.prop([vector(4), vector(4), temperature])('a cold teacher gives labels', (teacher, student, t) => {
    const [first = 0, second = 0] = [...teacher].sort((a, b) => b - a)
    fc.pre(first - second > 0.05)
    const made = loss('dino', { temperature: t, teacher_temperature: 1e-3 })
    const scaled = student.map((x) => x / t)
    const expected = loss('cross_entropy').value(scaled, teacher.indexOf(first))
    near(made.value([[teacher]], [[student], [student]], [0, 0, 0, 0]), expected, 1e-9)
  })

  property.prop([matrix(3, 3), real(0.01, 1)])(
    'three examples cannot have three uncorrelated columns',
    (z, lambda) => {
      fc.pre([0, 1, 2].every((j) => new Set(z.map((row) => row[j])).size > 1))
      expect(loss('barlow_twins', { lambda, eps: 0 }).value(z, z)).toBeGreaterThanOrEqual(1.5 * lambda - 1e-9)
    },
  )

  property.prop([vector(4), vector(4, real(0.5, 2))])(
    'VICReg: no covariance of one column, nor of uncorrelated ones',
    (z, [a = 1, b = 1]) => {
      const made = loss('vicreg', { invariance: 0, variance: 0, covariance: 1 })
      const column = z.map((x) => [x])
      expect(made.value(column, column)).toBe(0)
      const corners = [
        [a, b],
        [a, -b],
        [-a, b],
        [-a, -b],
      ]
      near(made.value(corners, corners), 0, 1e-12)
    },
  )

  property.prop([units(4, 3), real(0, 10)])('TiCo collapsed costs the whole of rho', (z, rho) => {
    const [first = []] = z
    const C = first.map((x) => first.map((y) => x * y))
    const same = z.map(() => first)
    near(loss('tico', { rho }).value(same, same, C), rho, 1e-9)
    const value = loss('tico', { rho: 0 }).value(z, same, C)
    expect(value).toBeGreaterThanOrEqual(-1e-12)
    expect(value).toBeLessThanOrEqual(2 + 1e-12)
  })
})

describe('masks', () => {
  property.prop([vector(5), real()])('absolute errors are least at the median', (x, guess) => {
    const cost = (y: number) =>
      loss('masked_l1').value([[x.map((v) => [v])]], [[x.map(() => [y])]], [[x.map(() => true)]])
    const median = [...x].sort((a, b) => a - b)[2] ?? 0
    expect(cost(median)).toBeLessThanOrEqual(cost(guess) + 1e-12)
  })

  property.prop([
    matrix(4, 3),
    list(4, label(3)),
    fc.constantFrom<number[]>([0, 2, 1], [1, 2, 0], [2, 1, 0]),
  ])('tokens may be renumbered together with their logits', (logits, tokens, by) => {
    const made = loss('masked_tokens')
    const all = [tokens.map(() => true)]
    const renamed = logits.map((row) => by.map((k) => row[k] ?? 0))
    near(
      made.value([renamed], [tokens.map((k) => by.indexOf(k))], all),
      made.value([logits], [tokens], all),
      1e-12,
    )
  })
})

property.prop([vector(3), real(0.1, 3)])(
  'softmax minus one-hot, per candidate and temperature, in a batch of contrasts',
  (angles, t) => {
    const z = angles.map((a) => [Math.cos(a), Math.sin(a)])
    const key = angles.map((_, k) => [Math.cos(k), Math.sin(k)])
    const { gradients } = loss('batch_info_nce', { temperature: t }).gradient(z, key)
    const expected = z.map((row, i) => {
      const p = softmax(key.map((k) => dot(row, k) / t))
      return [0, 1].map(
        (d) => total(key.map((k, j) => ((p[j] ?? 0) - (i === j ? 1 : 0)) * (k[d] ?? 0))) / (3 * t),
      )
    })
    near(rows(gradients.q ?? []), expected, 1e-9)
  },
)
