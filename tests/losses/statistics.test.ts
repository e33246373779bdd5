import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { arranged, label, list, matrix, order, orthogonal, real, size, vector } from './arbitrary.js'
import { joint } from './cases.js'
import { definition, loss } from './harness.js'
import { flat, map, mean, near, norm, type Rows, rows, total, turned, zero } from './numbers.js'

/* Losses of the statistics of a batch, the cost of a plot, scores of neighbours. */

const column = (x: Rows, j: number) => x.map((row) => row[j] ?? 0)
const deviation = (x: readonly number[]) => Math.sqrt(mean(x.map((one) => (one - mean(x)) ** 2)))
const renamed = (x: Rows, by: readonly number[]) => x.map((row) => arranged(row, by))
const spread = (x: Rows) => (x[0] ?? []).every((_, j) => deviation(column(x, j)) > 0.2)

function correlation(u: readonly number[], v: readonly number[]): number {
  const [a, b] = [mean(u), mean(v)]
  return mean(u.map((x, k) => (x - a) * ((v[k] ?? 0) - b))) / (deviation(u) * deviation(v))
}

describe('Barlow Twins', () => {
  const made = (lambda = 0.0051) => loss('barlow_twins', { lambda, eps: 0 })
  const drawn = fc
    .tuple(size(3, 6), size(1, 3))
    .chain(([b, d]) =>
      fc.tuple(matrix(b, d), matrix(b, d), real(0, 1), order(d), vector(d, real(0.3, 3)), vector(d)),
    )
    .filter(([u, v]) => spread(u) && spread(v))

  test('worked values', () => {
    near(made().value([[1], [-1]], [[1], [-1]]), 0)
    near(made().value([[1], [-1]], [[-1], [1]]), 4)
    const diagonal = [
      [1, 1],
      [-1, -1],
    ]
    near(made().value(diagonal, diagonal), 0.0102)
    const corners = [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ]
    near(made().value(corners, corners), 0)
    near(made().value([[1], [2], [3]], [[1], [3], [2]]), 0.25)
    const constant = Array.from({ length: 3 }, () => [2, 2, 2, 2])
    near(loss('barlow_twins').value(constant, constant), 4)
  })

  property.prop([drawn])('cross-correlation against the identity', ([u, v, lambda]) => {
    const d = u[0]?.length ?? 0
    const entries = Array.from({ length: d * d }, (_, k) => [Math.floor(k / d), k % d] as const)
    const expected = entries.map(([i, j]) => {
      const c = correlation(column(u, i), column(v, j))
      return i === j ? (1 - c) ** 2 : lambda * c ** 2
    })
    const value = made(lambda).value(u, v)
    near(value, total(expected), 1e-9)
    expect(value).toBeLessThanOrEqual(4 * d + lambda * d * (d - 1) + 1e-9)
  })

  property.prop([drawn])(
    'affine maps of one view, exchanged views, renamed dimensions',
    ([u, v, lambda, by, a, c]) => {
      const value = made(lambda).value(u, v)
      near(
        made(lambda).value(
          u.map((row) => row.map((x, j) => (a[j] ?? 1) * x + (c[j] ?? 0))),
          v,
        ),
        value,
        1e-8,
      )
      near(made(lambda).value(v, u), value, 1e-9)
      near(made(lambda).value(renamed(u, by), renamed(v, by)), value, 1e-9)
      const flip = (x: Rows) => x.map((row) => row.map((one, j) => (j === 0 ? -one : one)))
      near(made(lambda).value(flip(u), flip(v)), value, 1e-9)
      const c0 = correlation(column(u, 0), column(v, 0))
      near(made(lambda).value(flip(u), v) - value, (1 + c0) ** 2 - (1 - c0) ** 2, 1e-8)
    },
  )

  property.prop([drawn])('identical views: redundancy alone', ([u, , lambda]) => {
    const d = u[0]?.length ?? 0
    const pairs = Array.from({ length: d * d }, (_, k) => [Math.floor(k / d), k % d] as const).filter(
      ([i, j]) => i !== j,
    )
    near(
      made(lambda).value(u, u),
      lambda * total(pairs.map(([i, j]) => correlation(column(u, i), column(u, j)) ** 2)),
      1e-9,
    )
    const copied = u.map((row) => [row[0] ?? 0, row[0] ?? 0, row[0] ?? 0])
    near(made(lambda).value(copied, copied), 6 * lambda, 1e-9)
  })

  property.prop([drawn])('a constant dimension costs 1 and no more', ([u, v, lambda]) => {
    const dead = (x: Rows) => x.map((row) => [...row, 0.7])
    const [one, more] = [
      loss('barlow_twins', { lambda }).value(u, v),
      loss('barlow_twins', { lambda }).value(dead(u), dead(v)),
    ]
    near(more - one, 1, 1e-9)
  })
})

describe('VICReg', () => {
  const made = (invariance = 25, variance = 25, covariance = 1) =>
    loss('vicreg', { invariance, variance, covariance })
  const drawn = fc
    .tuple(size(2, 5), size(1, 3))
    .chain(([b, d]) => fc.tuple(matrix(b, d), matrix(b, d), vector(d), order(d), vector(3, real(0, 30))))
  const covariance = (z: Rows, i: number, j: number) => {
    const [a, b] = [column(z, i), column(z, j)]
    return total(a.map((x, k) => (x - mean(a)) * ((b[k] ?? 0) - mean(b)))) / (z.length - 1)
  }
  const hinge = (z: Rows) =>
    mean((z[0] ?? []).map((_, j) => Math.max(0, 1 - Math.sqrt(covariance(z, j, j) + 1e-4))))
  const overlap = (z: Rows) => {
    const d = z[0]?.length ?? 1
    return (
      total(
        (z[0] ?? []).flatMap((_, i) => (z[0] ?? []).map((_, j) => (i === j ? 0 : covariance(z, i, j) ** 2))),
      ) / d
    )
  }

  test('worked values', () => {
    near(made().value([[0], [2]], [[0], [2]]), 0)
    near(made().value([[1], [1]], [[1], [1]]), 24.75)
    near(made(25, 50).value([[1], [1]], [[1], [1]]), 49.5)
    const z = [
      [0, 0],
      [1, 1],
    ]
    near(made().value(z, z), 7.820563)
    near(made(25 * 2, 50).value(z, z), 15.141126)
    const [u, v] = [
      [
        [0, 0],
        [2, -2],
      ],
      [
        [1, 1],
        [3, -1],
      ],
    ]
    near(made(1, 0, 0).value(u, v), 1, 1e-12)
    near(made(2, 0, 0).value(u, v), 2, 1e-12)
  })

  property.prop([drawn])(
    'invariance, variance and covariance, each as defined',
    ([u, v, , , [a = 0, b = 0, c = 0]]) => {
      const invariance = mean(flat(u).map((x, k) => (x - (flat(v)[k] ?? 0)) ** 2))
      const expected = a * invariance + (b * (hinge(u) + hinge(v))) / 2 + c * (overlap(u) + overlap(v))
      near(made(a, b, c).value(u, v), expected, 1e-9)
      near(made(a, b, c).value(v, u), expected, 1e-9)
    },
  )

  property.prop([drawn])(
    'a common shift changes nothing, nor one of one view its own terms',
    ([u, v, shift, by]) => {
      const moved = (x: Rows) => x.map((row) => row.map((one, j) => one + (shift[j] ?? 0)))
      near(made().value(moved(u), moved(v)), made().value(u, v), 1e-8)
      near(made(0).value(moved(u), v), made(0).value(u, v), 1e-8)
      near(made().value(renamed(u, by), renamed(v, by)), made().value(u, v), 1e-9)
    },
  )

  property.prop([drawn, real(0.2, 3)])(
    'scale: squared for invariance, to the fourth for covariance',
    ([u, v], c) => {
      const by = (x: Rows) => x.map((row) => row.map((one) => c * one))
      near(made(1, 0, 0).value(by(u), by(v)), c ** 2 * made(1, 0, 0).value(u, v), 1e-9)
      near(made(0, 0, 1).value(by(u), by(v)), c ** 4 * made(0, 0, 1).value(u, v), 1e-9)
    },
  )

  property.prop([drawn])('deviations past 1 are neither paid for nor pulled', ([u, v]) => {
    const [z] = [u].map((x) => x.map((row, b) => row.map((one) => one + 10 * b)))
    const { value, gradients } = made(0, 25, 0).gradient(z ?? u, z ?? u)
    expect(value).toBe(0)
    zero([gradients.u ?? 1, gradients.v ?? 1])
    expect(made(0, 1, 0).value(u, v)).toBeLessThanOrEqual(0.99 + 1e-12)
  })

  test('a collapsed batch has finite gradients; one example is refused', () => {
    const { gradients } = made().gradient(
      [
        [1, 1],
        [1, 1],
      ],
      [
        [1, 1],
        [1, 1],
      ],
    )
    expect(flat(Object.values(gradients)).every(Number.isFinite)).toBe(true)
    expect(() => made().value([[1, 2]], [[1, 2]])).toThrow('SSL3116')
  })
})

describe('W-MSE', () => {
  const made = loss('w_mse')
  const whiten = (z: Rows) => rows(definition('losses.whiten').result(z as number[][]))
  const cross = [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]
  const drawn = fc
    .tuple(matrix(7, 2), matrix(7, 2), vector(2, real(0.3, 3)), vector(2), real())
    .filter(([u, v]) => spread(u) && spread(v) && Math.abs(correlation(column(u, 0), column(u, 1))) < 0.95)

  test('worked values', () => {
    near(whiten([[1], [3]]), [[-Math.SQRT1_2], [Math.SQRT1_2]])
    near([made.value([[1], [3]], [[2], [9]]), made.value([[1], [3]], [[9], [2]])], [0, 4])
    near(made.value(cross, cross), 0)
    near(
      made.value(
        cross,
        cross.map(([a = 0, b = 0]) => [-b, a]),
      ),
      2,
    )
    near(
      made.value(
        cross,
        map(cross, (x) => -x),
      ),
      4,
    )
    near(
      made.value(
        cross,
        cross.map(([a = 0, b = 0]) => [5 * a, 0.1 * b]),
      ),
      0,
    )
  })

  property.prop([drawn])('whitened: mean zero, covariance one', ([u]) => {
    const w = whiten(u)
    for (const i of [0, 1]) near(mean(column(w, i)), 0, 1e-9)
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const)
      near(total(w.map((row) => (row[i] ?? 0) * (row[j] ?? 0))) / 6, i === j ? 1 : 0, 1e-7)
    near(norm(flat(w)) ** 2, 12, 1e-7)
  })

  property.prop([drawn])(
    'lower-triangular maps of one view are undone; range',
    ([u, v, diagonal, shift, below]) => {
      const mapped = turned(u, [
        [diagonal[0] ?? 1, 0],
        [below, diagonal[1] ?? 1],
      ]).map((row) => row.map((x, k) => x + (shift[k] ?? 0)))
      const value = made.value(u, v)
      near(made.value(mapped, v), value, 1e-6)
      expect(value).toBeGreaterThanOrEqual(-1e-9)
      expect(value).toBeLessThanOrEqual(4 + 1e-9)
    },
  )

  test('a little of the identity keeps the covariance positive', () => {
    near(whiten([[0], [2e-5]]), [[-1e-5 / Math.sqrt(1.2e-9)], [1e-5 / Math.sqrt(1.2e-9)]], 1e-9)
    const same = Array.from({ length: 5 }, () => [0.3, 0.7])
    near(
      whiten(same),
      map(same, () => 0),
      1e-9,
    )
  })

  test('too few examples are refused', () => {
    expect(() =>
      made.value(
        [
          [1, 0],
          [0, 1],
        ],
        [
          [1, 0],
          [0, 1],
        ],
      ),
    ).toThrow('SSL3116')
  })
})

describe('the cost of a t-SNE plot', () => {
  const made = loss('tsne_cost')
  const drawn = size(2, 5).chain((n) => fc.tuple(joint(n), matrix(n, 2), orthogonal(2), vector(2)))
  const affinity = (y: Rows) => {
    const raw = y.map((a, i) =>
      y.map((b, j) => (i === j ? 0 : 1 / (1 + norm(a.map((x, k) => x - (b[k] ?? 0))) ** 2))),
    )
    return raw.map((row) => row.map((one) => one / total(raw.flat())))
  }

  test('worked values', () => {
    const p = [
      [0, 0.25, 0.125],
      [0.25, 0, 0.125],
      [0.125, 0.125, 0],
    ]
    near(
      made.value(p, [
        [0, 0],
        [1, 0],
        [0.5, Math.sqrt(0.75)],
      ]),
      0.058892,
    )
    const q = affinity([
      [0, 0],
      [1, 0],
      [3, 0],
    ])
    near([q[0]?.[1] ?? 0, q[1]?.[2] ?? 0, q[0]?.[2] ?? 0], [0.3125, 0.125, 0.0625])
    near(
      made.value(q, [
        [0, 0],
        [1, 0],
        [3, 0],
      ]),
      0,
      1e-12,
    )
  })

  property.prop([drawn])('a divergence, blind to moves of the plane', ([p, y, q, shift]) => {
    const value = made.value(p, y)
    expect(value).toBeGreaterThanOrEqual(-1e-12)
    const divergence = p.flatMap((row, i) =>
      row.map((one, j) => (i === j ? 0 : one * Math.log(one / (affinity(y)[i]?.[j] ?? 1)))),
    )
    near(value, total(divergence), 1e-9)
    near(
      made.value(
        p,
        turned(y, q).map((row) => row.map((x, k) => x + (shift[k] ?? 0))),
      ),
      value,
      1e-9,
    )
    if (p.length === 2) near(value, 0, 1e-12)
  })

  property.prop([drawn])('its gradient is the published one and sums to zero', ([p, y]) => {
    const q = affinity(y)
    const expected = y.map((a, i) =>
      a.map(
        (x, k) =>
          4 *
          total(
            y.map(
              (b, j) =>
                (((p[i]?.[j] ?? 0) - (q[i]?.[j] ?? 0)) * (x - (b[k] ?? 0))) /
                (1 + norm(a.map((one, l) => one - (b[l] ?? 0))) ** 2),
            ),
          ),
      ),
    )
    const slopes = rows(made.gradient(p, y).gradients.y ?? [])
    near(slopes, expected, 1e-9)
    for (const k of [0, 1]) near(total(column(slopes, k)), 0, 1e-9)
  })
})

describe('weighted nearest neighbours', () => {
  const scores = (similarity: number[], labels: number[], temperature = 0.07) =>
    flat(definition('losses.knn_scores', { classes: 3, temperature }).result(similarity, labels))
  const drawn = fc.tuple(vector(5, real(-1, 1)), list(5, label(3)), order(5))

  test('worked values', () => {
    near(
      scores([0.9, 0.8, 0.7], [0, 1, 1]).map((x) => x / 1e5),
      [3.835184, 1.13937, 0],
    )
    near(scores([0.9, 0.8, 0.7], [0, 1, 1], 1), [2.4596, 4.2393, 0], 1e-4)
  })

  property.prop([drawn])(
    'order does not matter, duplicates add up, a cold rule is the nearest neighbour',
    ([s, y, by]) => {
      near(scores(arranged(s, by), arranged(y, by)), scores(s, y), 1e-9)
      near(
        scores([...s, ...s], [...y, ...y]),
        map(scores(s, y), (x) => 2 * x),
        1e-9,
      )
      const sorted = [...s].sort((a, b) => b - a)
      fc.pre((sorted[0] ?? 0) - (sorted[1] ?? 0) > 0.05)
      const cold = scores(s, y, 0.01)
      expect(cold.indexOf(Math.max(...cold))).toBe(y[s.indexOf(sorted[0] ?? 0)])
      near(
        scores(s, y, 1e6),
        [0, 1, 2].map((c) => y.filter((one) => one === c).length),
        1e-4,
      )
    },
  )
})
