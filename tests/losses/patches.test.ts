import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { flags, list, matrix, real } from './arbitrary.js'
import { loss, type Nested } from './harness.js'
import { flat, map, mean, near, rows, squares, total, zero } from './numbers.js'

/* Masked images. */

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

  property.prop([patches])('hidden patches against their normalised targets', ([x, y, hidden]) => {
    const costs = x.flatMap((image, b) =>
      image.flatMap((patch, t) => {
        if (!hidden[b]?.[t]) return []
        const variance =
          total(
            squares(
              patch,
              patch.map(() => mean(patch)),
            ),
          ) /
          (patch.length - 1)
        const goal = patch.map((v) => (v - mean(patch)) / Math.sqrt(variance + 1e-6))
        return [mean(squares(y[b]?.[t] ?? [], goal))]
      }),
    )
    near(made(true).value(x, y, hidden), mean(costs), 1e-9)
  })

  test('nothing hidden costs nothing', () => {
    expect(made(true).value([[[1, 2]]], [[[3, 5]]], [[false]])).toBe(0)
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

  property.prop([list(2, matrix(3, 2)), list(2, matrix(3, 2)), list(2, flags(3)), real(0.1, 3)])(
    'data2vec: the element mean of the masked positions',
    (x, y, masked, beta) => {
      const errors = masked.flatMap((row, b) =>
        row.flatMap((one, t) =>
          one ? (y[b]?.[t] ?? []).map((v, k) => smooth(v - (x[b]?.[t]?.[k] ?? 0), beta)) : [],
        ),
      )
      const value = loss('data2vec', { beta }).value(x, y, masked)
      if (errors.length === 0) expect(value).toBe(0)
      else near(value, mean(errors), 1e-10)
    },
  )

  const [released, published] = [loss('i_jepa'), loss('i_jepa_squared')]
  const normal = (row: readonly number[]) => {
    const centred = row.map((v) => v - mean(row))
    return centred.map((v) => v / Math.sqrt(mean(centred.map((one) => one ** 2)) + 1e-6))
  }

  property.prop([list(3, matrix(2, 4)), list(3, matrix(2, 4))])(
    'I-JEPA: as released a mean over elements, as published a sum over the tokens of a block',
    (x, y) => {
      const gaps = y.flatMap((block, m) =>
        block.map((row, t) => row.map((v, k) => v - (normal(x[m]?.[t] ?? [])[k] ?? 0))),
      )
      near(published.value(x, y), total(gaps.flat().map((gap) => gap ** 2)) / 3, 1e-9)
      const costs = gaps.flat().map((gap) => (Math.abs(gap) <= 1 ? gap ** 2 / 2 : Math.abs(gap) - 0.5))
      near(released.value(x, y), mean(costs), 1e-9)
    },
  )

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
