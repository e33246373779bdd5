import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { arranged, order, orthogonal, size, temperature, units } from './arbitrary.js'
import { loss } from './harness.js'
import { copies, dot, flat, logsumexp, mean, near, softmax, turned, zero } from './numbers.js'

/* A positive among stored keys, or among the other pairs of the batch. */

describe('InfoNCE against stored keys', () => {
  const made = (temperature: number) => loss('info_nce', { temperature })
  const drawn = fc
    .tuple(size(1, 3), size(2, 4), size(1, 5))
    .chain(([b, d, k]) =>
      fc.tuple(units(b, d), units(b, d), units(k, d), temperature, orthogonal(d), order(k)),
    )

  test('worked values', () => {
    const orthogonalKeys = copies([0, 1], 4)
    near(made(0.07).value([1, 0], [1, 0], orthogonalKeys), 2.4995e-6, 1e-10)
    near(
      made(0.5).value(
        [1, 0],
        [0.6, 0.8],
        [
          [0, 1],
          [-1, 0],
        ],
      ),
      0.294129,
    )
    near(made(0.2).value([1, 0], [0, 1], copies([0, 1], 4096)), 8.31801)
  })

  property.prop([drawn])('the definition, the bounds, and the invariances', ([q, key, keys, t, q2, by]) => {
    const value = made(t).value(q, key, keys)
    const logits = q.map((row, b) => [dot(row, key[b] ?? []) / t, ...keys.map((one) => dot(row, one) / t)])
    near(value, mean(logits.map((x) => logsumexp(x) - (x[0] ?? 0))), 1e-9)
    expect(value).toBeGreaterThanOrEqual(Math.log1p(keys.length * Math.exp(-2 / t)) - 1e-12)
    expect(value).toBeLessThanOrEqual(Math.log1p(keys.length * Math.exp(2 / t)) + 1e-12)
    near(made(t).value(q, key, arranged(keys, by)), value, 1e-9)
    near(made(t).value(turned(q, q2), turned(key, q2), turned(keys, q2)), value, 1e-9)
  })

  property.prop([drawn])('its gradient: softmax minus one-hot, to the query alone', ([q, key, keys, t]) => {
    const { gradients } = made(t).gradient(q, key, keys)
    const expected = q.map((row, b) => {
      const all = [key[b] ?? [], ...keys]
      const p = softmax(all.map((one) => dot(row, one) / t))
      return row.map(
        (_, d) =>
          all.reduce((sum, one, k) => sum + ((p[k] ?? 0) - (k === 0 ? 1 : 0)) * (one[d] ?? 0), 0) /
          (t * q.length),
      )
    })
    near(gradients.q, expected, 1e-9)
    zero(gradients.key)
    zero(gradients.negatives)
  })

  property.prop([drawn])(
    'another negative never lowers it; equal similarities give ln(K + 1)',
    ([q, key, keys, t]) => {
      expect(made(t).value(q, key, [...keys, keys[0] ?? []])).toBeGreaterThan(made(t).value(q, key, keys))
      const [own = []] = key
      near(made(t).value(own, own, copies(own, keys.length)), Math.log(keys.length + 1), 1e-9)
    },
  )

  test('numbers that are no unit vectors are refused', () => {
    expect(() => made(0.5).value([2, 0], [1, 0], [[1, 0]])).toThrow('SSL3134')
    expect(() => made(0.5).value([1, 0], [1, 0], [[0.5, 0]])).toThrow('SSL3134')
  })
})

describe('InfoNCE within a batch', () => {
  const made = (temperature: number) => loss('batch_info_nce', { temperature })
  const drawn = fc
    .tuple(size(1, 5), size(2, 4))
    .chain(([b, d]) => fc.tuple(units(b, d), units(b, d), temperature, orthogonal(d)))

  test('equal scores cost ln N', () => {
    near(made(1).value(copies([1, 0], 4), copies([0, 1], 4)), 1.386294)
    near(made(1).value(copies([1, 0], 16), copies([0, 1], 16)), 2.772589)
  })

  property.prop([drawn])('the definition, the bounds, and the invariances', ([q, key, t, q2]) => {
    const value = made(t).value(q, key)
    const logits = q.map((row) => key.map((one) => dot(row, one) / t))
    near(value, mean(logits.map((x, i) => logsumexp(x) - (x[i] ?? 0))), 1e-9)
    expect(value).toBeGreaterThanOrEqual(0)
    near(made(t).value(turned(q, q2), turned(key, q2)), value, 1e-9)
    if (q.length === 1) expect(value).toBe(0)
  })

  property.prop([drawn])('both ends are trained', ([q, key, t]) => {
    fc.pre(q.length > 1)
    const { gradients } = made(t).gradient(q, key)
    expect(flat(gradients.q).some((x) => x !== 0)).toBe(true)
    expect(flat(gradients.key).some((x) => x !== 0)).toBe(true)
  })

  property.prop([drawn])('is MoCo with the other keys of the batch as the queue', ([q, key, t]) => {
    fc.pre(q.length > 1)
    const each = q.map((row, i) =>
      loss('info_nce', { temperature: t }).value(
        row,
        key[i] ?? [],
        key.filter((_, k) => k !== i),
      ),
    )
    near(made(t).value(q, key), mean(each), 1e-9)
  })
})
