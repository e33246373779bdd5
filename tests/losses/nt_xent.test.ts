import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import {
  arranged,
  direction,
  directions,
  list,
  order,
  orthogonal,
  real,
  size,
  temperature,
  unit,
} from './arbitrary.js'
import { loss } from './harness.js'
import {
  copies,
  cosine,
  dot,
  flat,
  logsumexp,
  mean,
  near,
  norm,
  type Rows,
  rows,
  softplus,
  stretched,
  turn,
  turned,
  zero,
} from './numbers.js'

/* Two views of every picture against all views of the batch. */

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
