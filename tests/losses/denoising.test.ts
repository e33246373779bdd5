import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { flags, real, vector } from './arbitrary.js'
import { loss } from './harness.js'
import { flat, map, mean, near, not, sigmoid, softplus, squares, total, zero } from './numbers.js'

/* Denoising autoencoders. */

const vectors = fc
  .integer({ min: 1, max: 6 })
  .chain((d) => fc.tuple(vector(d), vector(d), flags(d), real(0, 2), real(0, 2)))

describe('emphasised squared error', () => {
  const made = (alpha: number, beta: number) => loss('emphasized_l2', { alpha, beta })

  test.each([
    [1, 0.5, [true, true, false, false], 0.53125],
    [1, 1, [true, true, false, false], 0.5625],
    [1, 0, [true, true, false, false], 0.5],
    [1, 0.5, [false, false, false, false], 0.28125],
  ])('alpha %d, beta %d: worked value', (alpha, beta, J, expected) => {
    near(made(alpha, beta).value([1, 0, 1, 0], [0.5, 0.5, 1, 0.25], J), expected, 1e-12)
  })

  property.prop([vectors])('even emphasis is the plain sum of squares', ([x, z, J]) => {
    near(made(1, 1).value(x, z, J), total(squares(x, z)), 1e-12)
  })

  property.prop([vectors])('the complement of the mask exchanges the weights', ([x, z, J, alpha, beta]) => {
    near(made(alpha, beta).value(x, z, J), made(beta, alpha).value(x, z, not(J)), 1e-12)
  })

  property.prop([vectors, real(0, 3)])(
    'degree one in the weights, two in the data',
    ([x, z, J, alpha, beta], c) => {
      const value = made(alpha, beta).value(x, z, J)
      near(made(c * alpha, c * beta).value(x, z, J), c * value, 1e-12)
      near(
        made(alpha, beta).value(
          map(x, (one) => c * one),
          map(z, (one) => c * one),
          J,
        ),
        c * c * value,
        1e-12,
      )
    },
  )

  property.prop([vectors])('its gradient is twice the weighted error', ([x, z, J, alpha, beta]) => {
    const { gradients } = made(alpha, beta).gradient(x, z, J)
    near(
      gradients.z,
      z.map((one, j) => 2 * (J[j] ? alpha : beta) * (one - (x[j] ?? 0))),
      1e-12,
    )
  })

  property.prop([vectors, vector(6)])('full emphasis leaves the rest free', ([x, z, J, alpha], other) => {
    const free = z.map((one, j) => (J[j] ? one : (other[j] ?? 0)))
    expect(made(alpha, 0).value(x, free, J)).toBe(made(alpha, 0).value(x, z, J))
    const { gradients } = made(alpha, 0).gradient(x, z, J)
    zero(flat(gradients.z).filter((_, j) => !J[j]))
    expect(made(alpha, 0).value(x, z, J)).toBeGreaterThanOrEqual(0)
    expect(made(alpha, 1).value(x, x, J)).toBe(0)
  })

  property.prop([vectors, vectors])('blocks of components add up', ([x, z, J, alpha, beta], [y, w, K]) => {
    const one = made(alpha, beta)
    near(one.value([...x, ...y], [...z, ...w], [...J, ...K]), one.value(x, z, J) + one.value(y, w, K), 1e-12)
  })

  property.prop([fc.tuple(vector(4), vector(4), real(0, 2), real(0, 2))])(
    'over all masks it is the expected weight times the squares',
    ([x, z, alpha, beta]) => {
      const one = made(alpha, beta)
      const masks = Array.from({ length: 16 }, (_, k) => [1, 2, 4, 8].map((bit) => (k & bit) > 0))
      near(mean(masks.map((J) => one.value(x, z, J))), ((alpha + beta) / 2) * total(squares(x, z)), 1e-10)
    },
  )

  test('the target is the clean input', () => {
    const [clean, corrupted, z, J] = [
      [1, 0.5],
      [0, 0.5],
      [0.8, 0.4],
      [true, false],
    ]
    expect(made(1, 0.5).value(clean, z, J)).not.toBe(made(1, 0.5).value(corrupted, z, J))
  })
})

describe('emphasised cross-entropy', () => {
  const made = (alpha: number, beta: number) => loss('emphasized_cross_entropy', { alpha, beta })
  const logit = (z: number) => Math.log(z / (1 - z))
  const entropy = (x: number) => -x * Math.log(x) - (1 - x) * Math.log(1 - x)
  const weights = (J: readonly boolean[], alpha: number, beta: number) => J.map((one) => (one ? alpha : beta))
  const grey = fc
    .integer({ min: 1, max: 5 })
    .chain((d) =>
      fc.tuple(vector(d, real(0.02, 0.98)), vector(d, real(-4, 4)), flags(d), real(0, 2), real(0, 2)),
    )

  test('worked values', () => {
    near(made(1, 0.5).value([1, 0], [logit(0.8), logit(0.4)], [true, false]), 0.478556)
    near(made(1, 0.5).value([1, 0, 0.3, 1], [0, 0, 0, 0], [true, false, false, false]), 1.732868)
    near(made(1, 0.5).value([0.3], [logit(0.3)], [true]), 0.610864)
    near(made(1, 0.5).value([1], [2], [true]), 0.126928)
    expect(made(1, 0.5).value([1], [-1000], [true])).toBe(1000)
  })

  property.prop([grey])('the floor is the entropy of the target, at z = x', ([x, a, J, alpha, beta]) => {
    const w = weights(J, alpha, beta)
    const floor = total(x.map((one, j) => (w[j] ?? 0) * entropy(one)))
    near(made(alpha, beta).value(x, x.map(logit), J), floor, 1e-10)
    const excess = made(alpha, beta).value(x, a, J) - floor
    const pinsker = total(x.map((one, j) => 2 * (w[j] ?? 0) * (one - sigmoid(a[j] ?? 0)) ** 2))
    expect(excess).toBeGreaterThanOrEqual(pinsker - 1e-10)
  })

  property.prop([grey])(
    'its gradient is the weighted difference of probabilities',
    ([x, a, J, alpha, beta]) => {
      const w = weights(J, alpha, beta)
      const { gradients } = made(alpha, beta).gradient(x, a, J)
      near(
        gradients.logits,
        a.map((one, j) => (w[j] ?? 0) * (sigmoid(one) - (x[j] ?? 0))),
        1e-10,
      )
    },
  )

  property.prop([grey])(
    'black and white may be exchanged, and the weights with the mask',
    ([x, a, J, alpha, beta]) => {
      const value = made(alpha, beta).value(x, a, J)
      near(
        made(alpha, beta).value(
          map(x, (one) => 1 - one),
          map(a, (one) => -one),
          J,
        ),
        value,
        1e-10,
      )
      near(made(beta, alpha).value(x, a, not(J)), value, 1e-10)
      near(made(2 * alpha, 2 * beta).value(x, a, J), 2 * value, 1e-10)
    },
  )

  property.prop([grey])(
    'an undecided reconstruction costs ln 2 whatever the target',
    ([x, , J, alpha, beta]) => {
      const expected = Math.LN2 * total(weights(J, alpha, beta))
      near(
        made(alpha, beta).value(
          x,
          map(x, () => 0),
          J,
        ),
        expected,
        1e-10,
      )
    },
  )

  property.prop([grey, vector(5, real(0, 1)), vector(5, real(-4, 4)), real(0, 1)])(
    'linear in the target, convex in the logits',
    ([x, a, J, alpha, beta], y, b, share) => {
      const one = made(alpha, beta)
      const mixed = (p: readonly number[], q: readonly number[]) =>
        p.map((item, j) => share * item + (1 - share) * (q[j] ?? 0))
      const [other, logits] = [y.slice(0, x.length), b.slice(0, x.length)]
      const line = share * one.value(x, a, J) + (1 - share) * one.value(other, a, J)
      near(one.value(mixed(x, other), a, J), line, 1e-9)
      const chord = share * one.value(x, a, J) + (1 - share) * one.value(x, logits, J)
      expect(one.value(x, mixed(a, logits), J)).toBeLessThanOrEqual(chord + 1e-9)
    },
  )

  property.prop([grey])('binary targets under even weights: a sum of logistic losses', ([x, a, J]) => {
    const bits = x.map((one) => (one > 0.5 ? 1 : 0))
    const logistic = total(bits.map((bit, j) => softplus((1 - 2 * bit) * (a[j] ?? 0))))
    near(made(1, 1).value(bits, a, J), logistic, 1e-10)
  })

  property.prop([real(-1e4, 1e4), real(0, 1)])('any logit is finite', (a, x) => {
    const { value, gradients } = made(1, 0.5).gradient([x], [a], [true])
    near(value, Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))) - x * a, 1e-12)
    expect(flat(gradients.logits).every(Number.isFinite)).toBe(true)
  })
})
