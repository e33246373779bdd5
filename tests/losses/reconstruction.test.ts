import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { flags, list, matrix, real, vector } from './arbitrary.js'
import { loss, type Nested } from './harness.js'
import { flat, map, mean, near, rows, sigmoid, softplus, zero } from './numbers.js'

/* Denoising, inpainting and masked images. */

const vectors = fc
  .integer({ min: 1, max: 6 })
  .chain((d) => fc.tuple(vector(d), vector(d), flags(d), real(0, 2), real(0, 2)))

const squares = (x: readonly number[], z: readonly number[]) => x.map((one, j) => (one - (z[j] ?? 0)) ** 2)
const total = (x: readonly number[]) => x.reduce((a, b) => a + b, 0)
const not = (J: readonly boolean[]) => J.map((one) => !one)

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

describe('masked reconstruction', () => {
  const image = (size: readonly [number, number, number]) => list(size[0], matrix(size[1], size[2]))
  const drawn = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
    .chain((size) => fc.tuple(image(size), image(size), list(size[0], flags(size[1]))))
  const [sum, all, masked] = ['masked_sum', 'masked_mean_all', 'masked_mean'].map((name) => loss(name))
  const inside = (x: Nested, keep: readonly (readonly boolean[])[], change: (x: number) => number): Nested =>
    (x as number[][][]).map((row, i) => row.map((cell, j) => (keep[i]?.[j] ? cell : cell.map(change))))

  test('worked values', () => {
    const x = [
      [[1], [2]],
      [[3], [4]],
    ]
    const data = [
      x,
      map(x, () => 1),
      [
        [false, true],
        [true, false],
      ],
    ] as const
    near(sum?.value(...data), 5, 1e-12)
    near(masked?.value(...data), 2.5, 1e-12)
    near(all?.value(...data), 1.25, 1e-12)
  })

  property.prop([drawn])('what is not dropped counts for nothing', ([x, y, dropped]) => {
    for (const one of [sum, all, masked]) {
      const value = one?.value(x, y, dropped)
      expect(
        one?.value(
          x,
          inside(y, dropped, (v) => v + 3),
          dropped,
        ),
      ).toBe(value)
      expect(
        one?.value(
          inside(x, dropped, (v) => v - 3),
          y,
          dropped,
        ),
      ).toBe(value)
      zero(inside(one?.gradient(x, y, dropped).gradients.y ?? 1, dropped.map(not), () => 0))
    }
  })

  property.prop([drawn])('the three reductions differ by counts', ([x, y, dropped]) => {
    const [h, w, c] = [x.length, x[0]?.length ?? 0, x[0]?.[0]?.length ?? 0]
    const count = dropped.flat().filter(Boolean).length
    const value = sum?.value(x, y, dropped) ?? Number.NaN
    near((all?.value(x, y, dropped) ?? 0) * h * w * c, value, 1e-10)
    near((masked?.value(x, y, dropped) ?? 0) * c * count, value, 1e-10)
    if (count === 0) expect(masked?.value(x, y, dropped)).toBe(0)
  })

  property.prop([drawn, real(0, 3)])(
    'everything dropped is the squared error; scale is squared',
    ([x, y, dropped], c) => {
      const everything = dropped.map((row) => row.map(() => true))
      near(sum?.value(x, y, everything), total(squares(flat(x), flat(y))), 1e-10)
      const scaled = sum?.value(
        map(x, (v) => c * v),
        map(y, (v) => c * v),
        dropped,
      )
      near(scaled, c * c * (sum?.value(x, y, dropped) ?? Number.NaN), 1e-10)
    },
  )

  property.prop([drawn])('disjoint masks add up', ([x, y, dropped]) => {
    const whole = sum?.value(
      x,
      y,
      dropped.map((row) => row.map(() => true)),
    )
    near(whole, (sum?.value(x, y, dropped) ?? 0) + (sum?.value(x, y, dropped.map(not)) ?? 0), 1e-10)
  })
})

describe('reconstruction of a block with a visible ring', () => {
  const block = (size: number, value: number): Nested =>
    Array.from({ length: size }, () => Array.from({ length: size }, () => [value]))
  const error = (size: number, overlap: number, weight: number, gap = 1) =>
    loss('block_reconstruction', { overlap, weight }).value(block(size, 0), block(size, gap))

  test('worked values', () => {
    near(error(4, 1, 10), 7.75)
    near(error(64, 7, 10, 0.1), 0.045068)
    near(error(64, 4, 10, 0.1), 0.031094)
  })

  property.prop([fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 3 }), real(0, 12)])(
    'the ring counts `weight` times, the inside once',
    (size, overlap, weight) => {
      const within = Math.max(0, size - 2 * overlap) ** 2
      near(error(size, overlap, weight) * size * size, weight * (size * size - within) + within, 1e-10)
      near(error(size, 0, weight), 1, 1e-12)
      near(error(size, overlap, 1), 1, 1e-12)
    },
  )
})

describe('colour regression', () => {
  const map2 = fc.tuple(list(2, matrix(3, 2)), list(2, matrix(3, 2)))
  const made = loss('color_regression')
  const rotated = (x: readonly number[][][], angle: number): number[][][] =>
    x.map((row) =>
      row.map(([a = 0, b = 0]) => [
        a * Math.cos(angle) - b * Math.sin(angle),
        a * Math.sin(angle) + b * Math.cos(angle),
      ]),
    )

  test('worked values', () => {
    near(made.value([[[10, -5]]], [[[7, -1]]]), 12.5, 1e-12)
    near(made.value([[[40, 0]], [[-40, 0]]], [[[0, 0]], [[0, 0]]]) / 2, 800, 1e-12)
    near(made.value([[[40, 0]], [[-40, 0]]], [[[40, 0]], [[40, 0]]]) / 2, 1600, 1e-12)
    near(
      made.value(
        [
          [
            [1, 1],
            [0, 0],
          ],
        ],
        [
          [
            [0, 0],
            [1, 1],
          ],
        ],
      ),
      2,
      1e-12,
    )
  })

  property.prop([map2, real(-3, 3), real()])(
    'moves of the colour plane change nothing',
    ([x, y], angle, shift) => {
      const value = made.value(x, y)
      near(made.value(rotated(x, angle), rotated(y, angle)), value, 1e-10)
      near(
        made.value(
          map(x, (v) => v + shift),
          map(y, (v) => v + shift),
        ),
        value,
        1e-10,
      )
      near(made.value([...x, ...x], [...y, ...y]), 2 * value, 1e-10)
      near(
        made.value(
          map(x, (v) => shift * v),
          map(y, (v) => shift * v),
        ),
        shift * shift * value,
        1e-10,
      )
    },
  )

  property.prop([map2])('its gradient is the error, without a factor 2', ([x, y]) => {
    const expected = flat(y).map((v, k) => v - (flat(x)[k] ?? 0))
    near(flat(made.gradient(x, y).gradients.y), expected, 1e-10)
    expect(made.value(x, x)).toBe(0)
  })
})

describe('masked patches', () => {
  const made = (normalize: boolean) => loss('masked_patches', { normalize })
  const patches = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 5 }))
    .chain(([b, t, p]) => fc.tuple(list(b, matrix(t, p)), list(b, matrix(t, p)), list(b, flags(t))))
    .filter(([, , hidden]) => hidden.flat().some(Boolean))

  test('worked values', () => {
    near(made(false).value([[[0, 2]]], [[[0, 0]]], [[true]]), 2, 1e-12)
    near(made(true).value([[[0, 2]]], [[[0, 0]]], [[true]]), 0.5)
    near(
      made(false).value(
        [
          [
            [0, 2],
            [5, 7],
          ],
        ],
        [
          [
            [0, 0],
            [0, 0],
          ],
        ],
        [[true, false]],
      ),
      2,
      1e-12,
    )
    near(
      made(false).value(
        [
          [
            [0, 2],
            [1, 3],
          ],
        ],
        [
          [
            [1, 1],
            [1, 1],
          ],
        ],
        [[true, true]],
      ),
      1.5,
      1e-12,
    )
    near(made(true).value([[[4, 4]]], [[[1, -1]]], [[true]]), 1, 1e-12)
  })

  property.prop([patches, fc.boolean()])(
    'visible patches give neither value nor gradient',
    ([x, y, hidden], normalize) => {
      const one = made(normalize)
      const moved = y.map((patch, b) => patch.map((row, t) => (hidden[b]?.[t] ? row : row.map((v) => v + 5))))
      expect(one.value(x, moved, hidden)).toBe(one.value(x, y, hidden))
      const slopes = one.gradient(x, y, hidden).gradients.y as number[][][]
      zero(slopes.flatMap((patch, b) => patch.filter((_, t) => !hidden[b]?.[t])).flat())
    },
  )

  property.prop([patches, real(0.5, 3), real()])(
    'normalised targets know no brightness and no contrast',
    ([x, y, hidden], a, c) => {
      const spread = map(x, (v) => v)
      const lit = map(spread, (v) => a * v + c)
      const wide = x.flat().every((row) => Math.max(...row) - Math.min(...row) > 0.3)
      fc.pre(wide)
      near(made(true).value(lit, y, hidden), made(true).value(x, y, hidden), 1e-3)
    },
  )

  property.prop([patches])('predicting zero costs (P - 1) / P', ([x, y, hidden]) => {
    fc.pre(x.flat().every((row) => Math.max(...row) - Math.min(...row) > 0.3))
    const p = y[0]?.[0]?.length ?? 1
    near(
      made(true).value(
        x,
        map(y, () => 0),
        hidden,
      ),
      (p - 1) / p,
      1e-4,
    )
  })

  property.prop([patches])('all hidden is the element mean', ([x, y, hidden]) => {
    const everything = hidden.map((row) => row.map(() => true))
    near(made(false).value(x, y, everything), mean(squares(flat(x), flat(y))), 1e-10)
  })
})

describe('masked pixels', () => {
  const made = loss('masked_l1')
  const pixels = fc.tuple(
    list(2, list(2, matrix(3, 2))),
    list(2, list(2, matrix(3, 2))),
    list(2, list(2, flags(3))),
  )

  test('worked values', () => {
    const x = [
      [
        [[1], [2]],
        [[3], [4]],
      ],
    ]
    const mask = [
      [
        [true, false],
        [true, false],
      ],
    ]
    near(
      made.value(
        x,
        map(x, () => 0),
        mask,
      ),
      4 / 2.00001,
      1e-12,
    )
    near(made.value([[[[0.5, 0.5, 0.5]]]], [[[[0, 0, 0]]]], [[[true]]]), 0.5, 1e-5)
    expect(
      made.value(
        x,
        map(x, () => 0),
        [
          [
            [false, false],
            [false, false],
          ],
        ],
      ),
    ).toBe(0)
  })

  property.prop([pixels, real(0, 3)])('the mean absolute error of the masked elements', ([x, y, mask], c) => {
    const masked = (z: Nested) =>
      (z as number[][][][]).flatMap((b, k) => b.flatMap((row, i) => row.filter((_, j) => mask[k]?.[i]?.[j])))
    const errors = flat(masked(x)).map((v, k) => Math.abs(v - (flat(masked(y))[k] ?? 0)))
    if (errors.length === 0) expect(made.value(x, y, mask)).toBe(0)
    else near(made.value(x, y, mask), mean(errors), 2e-5)
    near(
      made.value(
        map(x, (v) => c * v),
        map(y, (v) => c * v),
        mask,
      ),
      c * made.value(x, y, mask),
      1e-10,
    )
  })

  property.prop([pixels])('each masked element pulls equally, no other pulls', ([x, y, mask]) => {
    const slopes = made.gradient(x, y, mask).gradients.y as number[][][][]
    const count = mask.flat(2).filter(Boolean).length
    for (const [b, image] of slopes.entries())
      for (const [i, row] of image.entries())
        for (const [j, pixel] of row.entries())
          if (!mask[b]?.[i]?.[j]) zero(pixel)
          else
            near(
              pixel.map(Math.abs),
              pixel.map((_, c) =>
                x[b]?.[i]?.[j]?.[c] === y[b]?.[i]?.[j]?.[c] ? 0 : 1 / (2 * (count + 1e-5)),
              ),
              1e-10,
            )
  })
})

describe('predicted features', () => {
  const smooth = (d: number, beta: number) => loss('data2vec', { beta }).value([[[0]]], [[[d]]], [[true]])

  test('data2vec: worked values', () => {
    near([smooth(0.5, 1), smooth(2, 1)], [0.125, 1.5], 1e-12)
    near([smooth(1, 2), smooth(3, 2), smooth(2, 2)], [0.25, 2, 1], 1e-12)
  })

  property.prop([real(-5, 5), real(0.1, 3), real(-5, 5), real(0, 1)])(
    'data2vec: bounds, limits, even and convex',
    (d, beta, other, share) => {
      const value = smooth(d, beta)
      expect(value).toBeGreaterThanOrEqual(Math.abs(d) - beta / 2 - 1e-12)
      expect(value).toBeLessThanOrEqual(Math.min(Math.abs(d), (d * d) / (2 * beta)) + 1e-12)
      near(smooth(-d, beta), value, 1e-12)
      near(smooth(d, 0), Math.abs(d), 1e-12)
      near(smooth(d, 1e6) * 1e6, (d * d) / 2, 1e-9)
      const chord = share * value + (1 - share) * smooth(other, beta)
      expect(smooth(share * d + (1 - share) * other, beta)).toBeLessThanOrEqual(chord + 1e-12)
      const { gradients } = loss('data2vec', { beta }).gradient([[[0]]], [[[d]]], [[true]])
      near(gradients.y, [[[Math.max(-1, Math.min(1, d / beta))]]], 1e-10)
    },
  )

  property.prop([list(2, matrix(3, 2)), list(2, matrix(3, 2)), list(2, flags(3))])(
    'data2vec: unmasked positions count for nothing',
    (x, y, masked) => {
      fc.pre(masked.flat().some(Boolean))
      const moved = y.map((one, b) => one.map((row, t) => (masked[b]?.[t] ? row : row.map((v) => v - 7))))
      expect(loss('data2vec').value(x, moved, masked)).toBe(loss('data2vec').value(x, y, masked))
    },
  )

  const [released, published] = [loss('i_jepa'), loss('i_jepa_squared')]

  test('I-JEPA: worked values', () => {
    near(released.value([[[1, 3]]], [[[0, 0]]]), 0.5)
    near(published.value([[[1, 3]]], [[[0, 0]]]), 2, 2e-6)
    near(released.value([[[1, 3]]], [[[-1, 1]]]), 0)
    near(released.value([[[1, 3]]], [[[1, -1]]]), 1.5, 2e-6)
    near(published.value([[[1, 3]]], [[[1, -1]]]), 8, 2e-6)
  })

  property.prop([list(2, matrix(3, 4)), list(2, matrix(3, 4)), real(0.5, 2), real()])(
    'I-JEPA: targets are normalised, blocks may be exchanged',
    (x, y, a, c) => {
      fc.pre(x.flat().every((row) => Math.max(...row) - Math.min(...row) > 0.5))
      for (const one of [released, published]) {
        near(
          one.value(
            map(x, (v) => a * v + c),
            y,
          ),
          one.value(x, y),
          1e-3,
        )
        near(one.value(rows(x).toReversed(), rows(y).toReversed()), one.value(x, y), 1e-12)
      }
      expect(
        released.value(
          x,
          map(y, () => 0),
        ),
      ).toBeLessThanOrEqual(0.5)
    },
  )
})
