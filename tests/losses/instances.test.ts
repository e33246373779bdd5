import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import {
  arranged,
  directions,
  label,
  list,
  order,
  real,
  size,
  temperature,
  unit,
  units,
} from './arbitrary.js'
import { definition, loss, type Nested } from './harness.js'
import { copies, dot, flat, near, norm, type Rows, stretched, turn, zero } from './numbers.js'

/* Neighbours and memories of single pictures. */

describe('NNCLR', () => {
  const made = (temperature: number) => loss('nnclr', { temperature })
  const drawn = fc
    .tuple(size(1, 4), size(2, 4), size(1, 4))
    .chain(([b, d, k]) =>
      fc.tuple(directions(b, d), directions(b, d), units(k, d), temperature, order(k), list(4, real(0.2, 5))),
    )

  test('worked values', () => {
    const axes = [
      [1, 0],
      [0, 1],
    ]
    near(made(0.5).value(axes, axes, axes), 0.126928)
    near(made(0.5).value(axes, axes, copies([1, 0], 2)), 1.126928)
  })

  property.prop([drawn])('bounds, lengths, the order of the support', ([z, p, support, t, by, lengths]) => {
    const [value, n] = [made(t).value(z, p, support), z.length]
    expect(value).toBeGreaterThanOrEqual(Math.log1p((n - 1) * Math.exp(-2 / t)) - 1e-9)
    expect(value).toBeLessThanOrEqual(Math.log1p((n - 1) * Math.exp(2 / t)) + 1e-9)
    near(made(t).value(stretched(z, lengths), stretched(p, lengths), support), value, 1e-9)
    near(made(t).value(z, p, arranged(support, by)), value, 1e-9)
    if (n === 1) expect(value).toBe(0)
    near(made(t).value(z, copies([1, 1, 1, 1].slice(0, z[0]?.length), n), support), Math.log(n), 1e-9)
  })

  property.prop([drawn])(
    'a support with the embeddings themselves: the loss within the batch',
    ([z, p, , t]) => {
      const length = (x: Rows) => x.map((row) => row.map((one) => one / norm(row)))
      near(
        made(t).value(z, p, length(z)),
        loss('batch_info_nce', { temperature: t }).value(length(z), length(p)),
        1e-9,
      )
    },
  )

  test('equal candidates', () => {
    const p = copies([1, 0], 512)
    near(made(0.1).value(p, p, [[1, 0]]), Math.log(512))
  })
})

describe('a bank of instances', () => {
  const four = (probability: number) => copies(turn(0.25 * Math.log(probability)), 4)
  const bank = loss('bank_nce', { size: 10, temperature: 0.25 })

  test('worked values', () => {
    near(bank.value([1, 0], turn(0.25 * Math.log(0.4)), four(0.1), 1), 1.585721)
    near(bank.value([1, 0], turn(0.25 * Math.log(0.1)), four(0.1), 1), 2.502012)
    const many = copies([0, 1], 4096)
    near(loss('bank_nce', { size: 50000, temperature: 0.07 }).value([1, 0], [0, 1], many, 50000), 9.317888)
    near(loss('proximal', { weight: 30 }).value([0, 1], [1, 0]), 60, 1e-12)
    const full = loss('nonparametric_softmax', { temperature: 0.5 })
    near(
      full.value([1, 0], 0, [
        [1, 0],
        [0, 1],
        [-1, 0],
      ]),
      0.142932,
    )
  })

  property.prop([fc.tuple(unit(3), unit(3), units(4, 3), real(1, 50), size(2, 60), temperature)])(
    'posteriors of being data',
    ([f, own, noise, Z, n, t]) => {
      const posterior = (v: readonly number[]) => {
        const p = Math.exp(dot(v, f) / t) / Z
        return p / (p + 4 / n)
      }
      const expected =
        -Math.log(posterior(own)) - noise.reduce((sum, v) => sum + Math.log(1 - posterior(v)), 0)
      const value = loss('bank_nce', { size: n, temperature: t }).value(f, own, noise, Z)
      near(value, expected, 1e-9)
      expect(value).toBeGreaterThan(0)
    },
  )

  property.prop([size(1, 6), size(2, 100), temperature])(
    'uniform: independent of the size of the bank',
    (m, n, t) => {
      const value = loss('bank_nce', { size: n, temperature: t }).value([1, 0], [0, 1], copies([0, 1], m), n)
      near(value, (m + 1) * Math.log(m + 1) - m * Math.log(m), 1e-9)
    },
  )

  property.prop([fc.tuple(unit(3), units(5, 3), label(5), temperature)])(
    'the full version is cross-entropy',
    ([f, all, index, t]) => {
      const logits = all.map((v) => dot(v, f) / t)
      near(
        loss('nonparametric_softmax', { temperature: t }).value(f, index, all),
        loss('cross_entropy').value(logits, index),
        1e-9,
      )
    },
  )

  property.prop([fc.tuple(unit(3), unit(3), real(0, 40))])(
    'proximal: 2 lambda (1 - cos) of unit vectors',
    ([f, own, weight]) => {
      const value = loss('proximal', { weight }).value(f, own)
      near(value, 2 * weight * (1 - dot(f, own)), 1e-9)
      expect(value).toBeLessThanOrEqual(4 * weight + 1e-9)
      expect(loss('proximal', { weight }).value(own, own)).toBe(0)
    },
  )

  const blend = (momentum: number, old: Nested, fresh: Nested) =>
    flat(definition('losses.blend', { momentum }).result(old, fresh))

  property.prop([fc.tuple(unit(3), unit(3), real(0, 1))])(
    'an entry after it was seen is a unit vector between the two',
    ([old, fresh, momentum]) => {
      fc.pre(dot(old, fresh) > -0.9)
      near(norm(blend(momentum, old, fresh)), 1, 1e-9)
      near(blend(0, old, fresh), fresh, 1e-9)
      near(blend(1, old, fresh), old, 1e-9)
      near(blend(0.5, [1, 0], [0, 1]), [Math.SQRT1_2, Math.SQRT1_2])
      expect(blend(0.5, [1, 0], [-1, 0]).every(Number.isFinite)).toBe(true)
      zero(definition('losses.blend', { momentum }).gradient(old, fresh).gradients.fresh)
    },
  )
})
