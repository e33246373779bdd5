import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { flags, list, matrix, real } from './arbitrary.js'
import { loss, type Nested } from './harness.js'
import { flat, map, near, not, squares, total, zero } from './numbers.js'

/* Missing parts and missing colours. */

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

property.prop([
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 2 }))
    .chain(([p, c]) => fc.tuple(list(p, matrix(p, c)), list(p, matrix(p, c)))),
  fc.integer({ min: 0, max: 3 }),
  real(0, 12),
])('a block with a visible ring: the weighted mean of squared errors', ([x, y], overlap, weight) => {
  const size = x.length
  const inner = (k: number) => k >= overlap && k < size - overlap
  const errors = x.flatMap((row, i) =>
    row.flatMap((cell, j) =>
      squares(cell, y[i]?.[j] ?? []).map((one) => (inner(i) && inner(j) ? 1 : weight) * one),
    ),
  )
  near(loss('block_reconstruction', { overlap, weight }).value(x, y), total(errors) / errors.length, 1e-10)
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
