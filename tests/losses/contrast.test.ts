import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import {
  arranged,
  direction,
  directions,
  label,
  list,
  matrix,
  order,
  orthogonal,
  real,
  size,
  temperature,
  unit,
  units,
  vector,
} from './arbitrary.js'
import { definition, loss, type Nested } from './harness.js'
import {
  cosine,
  dot,
  flat,
  logsumexp,
  map,
  mean,
  near,
  norm,
  rows,
  sigmoid,
  softmax,
  softplus,
  turned,
  zero,
} from './numbers.js'

/* Losses that tell a positive from negatives. */

type Rows = readonly (readonly number[])[]

const copies = (row: readonly number[], count: number): number[][] =>
  Array.from({ length: count }, () => [...row])
const stretched = (x: Rows, by: readonly number[]): number[][] =>
  x.map((row, k) => row.map((one) => one * (by[k] ?? 1)))

/** Angle by angle: unit vectors of a circle. */
const turn = (c: number): number[] => [c, Math.sqrt(Math.max(0, 1 - c * c))]

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

  test('worked values with 65,536 keys', () => {
    const keys = copies([0, 1], 65536)
    near(made(0.07).value([1, 0], [0, 1], keys), 11.09037)
    near(made(0.07).value([1, 0], [1, 0], keys), 0.040135)
    near(made(0.2).value([1, 0], [1, 0], keys), 6.092617)
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

describe('NT-Xent', () => {
  const made = (temperature: number) => loss('nt_xent', { temperature })
  const drawn = fc
    .tuple(size(2, 4), size(2, 4))
    .chain(([n, d]) =>
      fc.tuple(
        directions(n, d),
        directions(n, d),
        temperature,
        orthogonal(d),
        list(2 * n, real(0.2, 5)),
        order(n),
      ),
    )
  const anchors = (u: Rows, v: Rows, t: number): number[] => {
    const [z, n] = [[...u, ...v], u.length]
    return z.map((a, i) => {
      const positive = cosine(a, z[(i + n) % (2 * n)] ?? []) / t
      return logsumexp(z.flatMap((b, k) => (k === i ? [] : [cosine(a, b) / t]))) - positive
    })
  }

  test('worked values', () => {
    const axes = [
      [1, 0],
      [0, 1],
    ]
    near(made(0.5).value(axes, axes), 0.239545)
    near(made(0.1).value(axes, axes), 9.0796e-5, 1e-9)
    near(
      made(0.5).value(
        [
          [1, 0],
          [-1, 0],
        ],
        [
          [1, 0],
          [-1, 0],
        ],
      ),
      0.035976,
    )
    near(
      made(0.5).value(axes, [
        [0.6, 0.8],
        [0.8, 0.6],
      ]),
      1.270714,
    )
    near(
      anchors(
        axes,
        [
          [0.6, 0.8],
          [0.8, 0.6],
        ],
        0.5,
      ),
      [1.027123, 1.027123, 1.514304, 1.514304],
    )
  })

  property.prop([temperature, direction(3)])(
    'all equal: ln(2N - 1) at any temperature',
    (t, z) => {
      near(made(t).value(copies(z, 2), copies(z, 2)), 1.098612)
      near(made(t).value(copies(z, 256), copies(z, 256)), 6.23637)
      expect(made(t).value([z], [z])).toBe(0)
    },
    60_000,
  )

  property.prop([drawn])('is the mean over all anchors', ([u, v, t]) => {
    near(made(t).value(u, v), mean(anchors(u, v, t)), 1e-9)
  })

  property.prop([drawn])(
    'knows no lengths, no rotation, no order of views or pairs',
    ([u, v, t, q, by, arrangement]) => {
      const value = made(t).value(u, v)
      near(made(t).value(stretched(u, by), stretched(v, by.slice(u.length))), value, 1e-9)
      near(made(t).value(turned(u, q), turned(v, q)), value, 1e-9)
      near(made(t).value(v, u), value, 1e-9)
      near(made(t).value(arranged(u, arrangement), arranged(v, arrangement)), value, 1e-9)
    },
  )

  property.prop([drawn])('stays within its bounds', ([u, v, t]) => {
    const [value, n] = [made(t).value(u, v), u.length]
    expect(value).toBeGreaterThanOrEqual(Math.log1p((2 * n - 2) * Math.exp(-n / ((n - 1) * t))) - 1e-9)
    expect(value).toBeLessThanOrEqual(Math.log1p((2 * n - 2) * Math.exp(2 / t)) + 1e-9)
  })

  property.prop([temperature, orthogonal(3)])(
    'a simplex of aligned views reaches the lower bound',
    (t, q) => {
      const triangle = [0, 1, 2].map((k) => [
        Math.cos((2 * Math.PI * k) / 3),
        Math.sin((2 * Math.PI * k) / 3),
        0,
      ])
      const z = turned(triangle, q)
      near(made(t).value(z, z), Math.log1p(4 * Math.exp(-3 / (2 * t))), 1e-9)
    },
  )

  property.prop([drawn])(
    'gradients are orthogonal to embeddings, fall with their length, reach both views',
    ([u, v, t, , by]) => {
      const { gradients } = made(t).gradient(u, v)
      const scaled = made(t).gradient(stretched(u, by), stretched(v, by.slice(u.length))).gradients
      for (const [i, row] of rows(gradients.u ?? []).entries()) {
        expect(Math.abs(dot(row, u[i] ?? []))).toBeLessThan(1e-9)
        near(
          rows(scaled.u ?? [])[i]?.map((x) => x * (by[i] ?? 1)),
          row,
          1e-9,
        )
      }
      for (const [i, row] of rows(gradients.v ?? []).entries())
        expect(Math.abs(dot(row, v[i] ?? []))).toBeLessThan(1e-9)
      expect(flat(gradients.u).some((x) => x !== 0)).toBe(true)
      expect(flat(gradients.v).some((x) => x !== 0)).toBe(true)
    },
  )

  property.prop([drawn])('hot: ln(2N - 1)', ([u, v]) => {
    near(made(1e6).value(u, v), Math.log(2 * u.length - 1), 1e-5)
  })

  property.prop([drawn])('an aligned batch given twice costs between ln 2 and ln 3 more', ([u, , t]) => {
    const more = made(t).value([...u, ...u], [...u, ...u]) - made(t).value(u, u)
    expect(more).toBeGreaterThanOrEqual(Math.LN2 - 1e-9)
    expect(more).toBeLessThanOrEqual(Math.log(3) + 1e-9)
  })

  property.prop([drawn])('InfoNCE of each anchor against the 2N - 1 candidates', ([u, v, t]) => {
    const z = [...u, ...v].map((row) => row.map((x) => x / norm(row)))
    const n = u.length
    const each = z.map((row, i) =>
      loss('info_nce', { temperature: t }).value(
        row,
        z[(i + n) % (2 * n)] ?? [],
        z.filter((_, k) => k !== i && k !== (i + n) % (2 * n)),
      ),
    )
    near(made(t).value(u, v), mean(each), 1e-9)
  })

  test.each(['nt_xent', 'dcl', 'dclw'])('%s of zero vectors is finite', (name) => {
    const { value, gradients } = loss(name).gradient(
      [
        [0, 0],
        [1, 0],
      ],
      [
        [0, 0],
        [0, 1],
      ],
    )
    expect([value, ...flat(Object.values(gradients))].every(Number.isFinite)).toBe(true)
  })
})

describe('decoupled contrast', () => {
  const made = (temperature: number) => loss('dcl', { temperature })
  const weighted = (temperature: number, sigma = 0.5) => loss('dclw', { temperature, sigma })
  const drawn = fc
    .tuple(size(2, 4), size(2, 4))
    .chain(([n, d]) =>
      fc.tuple(
        directions(n, d),
        directions(n, d),
        temperature,
        real(0.2, 2),
        orthogonal(d),
        list(8, real(0.2, 5)),
      ),
    )
  const parts = (u: Rows, v: Rows, t: number) => {
    const [z, n] = [[...u, ...v], u.length]
    return z.map((a, i) => {
      const p = (i + n) % (2 * n)
      const others = z.flatMap((b, k) => (k === i || k === p ? [] : [cosine(a, b) / t]))
      return { positive: cosine(a, z[p] ?? []), others }
    })
  }
  const anchors = (u: Rows, v: Rows, t: number) =>
    parts(u, v, t).map(({ positive, others }) => logsumexp(others) - positive / t)

  test('worked values', () => {
    const axes = [
      [1, 0],
      [0, 1],
    ]
    near(made(0.5).value(axes, axes), -1.306853)
    near(softplus(made(0.5).value(axes, axes)), 0.239545)
    for (const t of [0.1, 0.5, 2]) near(made(t).value(copies([1, 1], 2), copies([1, 1], 2)), Math.LN2)
    const views = [
      [0.6, 0.8],
      [0.8, 0.6],
    ]
    near(anchors(axes, views, 0.5), [0.583901, 0.583901, 1.265893, 1.265893])
    near(made(0.5).value(axes, views), mean([0.583901, 0.583901, 1.265893, 1.265893]))
  })

  test('weights: worked value', () => {
    const [u, v] = [
      [
        [1, 0],
        [0, 1],
      ],
      [
        [1, 0],
        [1, 0],
      ],
    ]
    const lifted = parts(u, v, 1).map(({ others }) => logsumexp(others))
    const [w0, w1] = [0.238406, 1.761594]
    const expected = mean([(lifted[0] ?? 0) - w0, lifted[1] ?? 0, (lifted[2] ?? 0) - w0, lifted[3] ?? 0])
    near(weighted(1).value(u, v), expected)
    expect(w0 + w1).toBeCloseTo(2, 6)
  })

  property.prop([drawn])('NT-Xent of each anchor is its softplus, and lies above', ([u, v, t]) => {
    near(loss('nt_xent', { temperature: t }).value(u, v), mean(anchors(u, v, t).map(softplus)), 1e-9)
    near(made(t).value(u, v), mean(anchors(u, v, t)), 1e-9)
    expect(made(t).value(u, v)).toBeLessThan(loss('nt_xent', { temperature: t }).value(u, v))
  })

  property.prop([drawn])('bounds and invariances', ([u, v, t, , q, by]) => {
    const [value, n] = [made(t).value(u, v), u.length]
    expect(Math.abs(value - Math.log(2 * n - 2))).toBeLessThanOrEqual(2 / t + 1e-9)
    near(made(t).value(stretched(u, by), stretched(v, by.slice(n))), value, 1e-9)
    near(made(t).value(turned(u, q), turned(v, q)), value, 1e-9)
  })

  property.prop([drawn])('weights average 1, stay below 2, and receive no gradient', ([u, v, t, sigma]) => {
    const all = parts(u, v, t)
    const scale = mean(all.map(({ positive }) => Math.exp(positive / sigma)))
    const w = all.map(({ positive }) => 2 - Math.exp(positive / sigma) / scale)
    near(mean(w), 1, 1e-12)
    expect(w.every((x) => x < 2)).toBe(true)
    near(
      weighted(t, sigma).value(u, v),
      mean(all.map(({ positive, others }, i) => logsumexp(others) - ((w[i] ?? 0) * positive) / t)),
      1e-9,
    )
    const frozen = (a: Rows) =>
      mean(parts(a, v, t).map(({ positive, others }, i) => logsumexp(others) - ((w[i] ?? 0) * positive) / t))
    const slopes = rows(weighted(t, sigma).gradient(u, v).gradients.u ?? [])
    const h = 1e-5
    const [first = 0] = u[0] ?? []
    const moved = (by: number) =>
      frozen(u.map((row, i) => (i === 0 ? row.map((x, k) => (k === 0 ? first + by : x)) : row)))
    near(slopes[0]?.[0] ?? Number.NaN, (moved(h) - moved(-h)) / (2 * h), 1e-5)
  })

  property.prop([drawn])('equal positives: the weights are 1', ([u, , t, sigma]) => {
    near(weighted(t, sigma).value(u, u), made(t).value(u, u), 1e-9)
  })

  test('one image has no negatives', () => {
    for (const name of ['dcl', 'dclw']) expect(() => loss(name).value([[1, 0]], [[0, 1]])).toThrow('SSL3116')
  })
})

describe('triplets and NT-Logistic', () => {
  const three = fc.tuple(unit(3), unit(3), unit(3))

  test('worked values of the margin', () => {
    const made = loss('triplet', { margin: 0.4 })
    near(made.value([1, 0], turn(0.9), turn(0.7)), 0.2, 1e-12)
    expect(made.value([1, 0], turn(0.9), turn(0.4))).toBe(0)
  })

  property.prop([three, real(0, 2)])(
    'the margin: its slope is the difference inside, nothing outside',
    ([u, p, n], margin) => {
      const { value, gradients } = loss('triplet', { margin }).gradient(u, p, n)
      const gap = dot(u, n) - dot(u, p) + margin
      fc.pre(Math.abs(gap) > 1e-9)
      near(value, Math.max(0, gap), 1e-12)
      if (gap > 0)
        near(
          gradients.u,
          n.map((x, k) => x - (p[k] ?? 0)),
          1e-12,
        )
      else zero(Object.values(gradients))
    },
  )

  property.prop([three, temperature])('NT-Logistic is two logistic losses', ([u, p, n], t) => {
    const value = loss('nt_logistic', { temperature: t }).value(u, p, n)
    near(value, softplus(-dot(u, p) / t) + softplus(dot(u, n) / t), 1e-9)
  })
})

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
    },
  )
})

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
  })
})

describe('words', () => {
  const sampled = loss('negative_sampling')

  test('worked values', () => {
    const zeros = copies([0, 0], 5)
    near(sampled.value([[1, 0]], [[0, 0]], [zeros], [[true, true, true, true, true]]), 4.158883)
    const { value, gradients } = sampled.gradient(
      [[1, 0]],
      [[2, 0]],
      [
        [
          [1, 1],
          [-1, 0],
        ],
      ],
      [[true, true]],
    )
    near(value, 1.753451)
    near(gradients.h, [[0.223711, 0.731059]])
    const path = [
      [1, 0],
      [-0.5, 0],
      [0, 0],
    ]
    const huffman = (bits: boolean[], used: boolean[]) =>
      loss('hierarchical_softmax').value([[1, 0]], [path], [bits], [used])
    const p = [
      huffman([true, true, true], [true, false, false]),
      huffman([false, true, true], [true, true, false]),
      huffman([false, false, true], [true, true, true]),
      huffman([false, false, false], [true, true, true]),
    ]
    near(
      p.map((x) => Math.exp(-x)),
      [0.268941, 0.455054, 0.138002, 0.138002],
    )
    near(p[1], 0.787339)
  })

  property.prop([
    fc.tuple(
      matrix(2, 3),
      matrix(2, 3),
      list(2, matrix(4, 3)),
      list(2, list(4, fc.boolean())),
      orthogonal(3),
      real(0.2, 5),
    ),
  ])('negative sampling: skipped noise, gradient, scale and rotation', ([h, word, noise, kept, q, c]) => {
    const { value, gradients } = sampled.gradient(h, word, noise, kept)
    const expected = h.map((row, b) => {
      const pulls = [
        [word[b] ?? [], sigmoid(dot(word[b] ?? [], row)) - 1] as const,
        ...(noise[b] ?? []).map((u, k) => [u, kept[b]?.[k] ? sigmoid(dot(u, row)) : 0] as const),
      ]
      return row.map((_, d) => pulls.reduce((sum, [u, weight]) => sum + weight * (u[d] ?? 0), 0))
    })
    near(gradients.h, expected, 1e-9)
    near(
      sampled.value(
        map(h, (x) => c * x),
        map(word, (x) => x / c),
        map(noise, (x) => x / c),
        kept,
      ),
      value,
      1e-9,
    )
    near(
      sampled.value(
        turned(h, q),
        turned(word, q),
        noise.map((one) => turned(one, q)),
        kept,
      ),
      value,
      1e-9,
    )
  })

  property.prop([fc.tuple(vector(3), matrix(1, 3))])('one inner node is logistic regression', ([h, node]) => {
    const bit = (one: boolean) => loss('hierarchical_softmax').value([h], [node], [[one]], [[true]])
    near(bit(false), softplus(-dot(node[0] ?? [], h)), 1e-12)
    near(Math.exp(-bit(false)) + Math.exp(-bit(true)), 1, 1e-12)
    near(bit(false), sampled.value([h], node, [[[0, 0, 0]]], [[false]]), 1e-12)
  })

  property.prop([fc.tuple(matrix(3, 2), list(3, label(4)), matrix(4, 2), real(0.2, 5))])(
    'the full softmax sums over the events',
    ([h, word, U, c]) => {
      const each = h.map((row, b) =>
        loss('cross_entropy').value(
          U.map((u) => dot(u, row)),
          word[b] ?? 0,
        ),
      )
      near(
        loss('full_softmax').value(h, word, U),
        each.reduce((a, b) => a + b),
        1e-9,
      )
      near(
        loss('full_softmax').value(
          map(h, (x) => c * x),
          word,
          map(U, (x) => x / c),
        ),
        each.reduce((a, b) => a + b),
        1e-9,
      )
      near(
        loss('full_softmax').value(
          h,
          word,
          map(U, () => 0),
        ),
        3 * Math.log(4),
        1e-12,
      )
    },
  )

  const glove = loss('glove')
  const pair = (count: number) => [[[1, 0]], [[2, 0]], [0.5], [-0.5], [count]] as const

  test('GloVe: worked values', () => {
    near(glove.value(...pair(10)), 0.016282)
    near(glove.value(...pair(1)), 0.126491)
    near(glove.value(...pair(Math.E ** 2)), 0)
    near(glove.value(...pair(200)), 10.878897)
    expect(glove.value(...pair(0))).toBe(0)
  })

  property.prop([
    fc.tuple(
      matrix(3, 2),
      matrix(3, 2),
      vector(3),
      vector(3),
      vector(3, real(0.5, 200)),
      orthogonal(2),
      real(),
    ),
  ])(
    'GloVe: symmetric, blind to shifted biases and rotation, and its gradient',
    ([w, v, b, c, count, q, shift]) => {
      const { value, gradients } = glove.gradient(w, v, b, c, count)
      near(glove.value(v, w, c, b, count), value, 1e-9)
      near(
        glove.value(
          w,
          v,
          map(b, (x) => x + shift),
          map(c, (x) => x - shift),
          count,
        ),
        value,
        1e-9,
      )
      near(glove.value(turned(w, q), turned(v, q), b, c, count), value, 1e-9)
      const expected = w.map((row, n) => {
        const diff = dot(row, v[n] ?? []) + (b[n] ?? 0) + (c[n] ?? 0) - Math.log(count[n] ?? 1)
        return (v[n] ?? []).map((x) => 2 * Math.min(1, ((count[n] ?? 1) / 100) ** 0.75) * diff * x)
      })
      near(gradients.w, expected, 1e-9)
    },
  )

  test('GloVe: a pair that never occurs has no gradient', () => {
    const { gradients } = glove.gradient(...pair(0))
    zero(['w', 'v', 'b', 'c'].map((name) => gradients[name] ?? 1))
    expect(flat(gradients.count).every(Number.isFinite)).toBe(true)
  })

  test('analogies: worked value, the question words left out', () => {
    const answer = definition('losses.analogy')
    const E = [
      [1, 0],
      [1, 1],
      [0.8, -0.6],
      [1, 0.2],
      [0, 1],
    ]
    expect(answer.result(E, 0, 1, 2)).toBe(3)
    expect(answer.result(stretched(E, [2, 3, 0.5, 0.1, 9]), 0, 1, 2)).toBe(3)
  })
})
