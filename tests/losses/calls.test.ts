import { expect, test } from 'vitest'
import type { Nested } from '../../src/program/index.js'
import { flat, library } from './library.js'

/* The library called on plain arrays, as programs of TypeScript call it. */

const near = (given: Nested | undefined, expected: Nested, digits = 5): void => {
  const [a, b] = [flat(given), flat(expected)]
  expect(a.length).toBe(b.length)
  for (const [k, value] of a.entries()) expect(value).toBeCloseTo(b[k] ?? Number.NaN, digits)
}

test('a value, and the derivatives by name', () => {
  const [x, z, J] = [
    [1, 0, 1, 0],
    [0.5, 0.5, 1, 0.25],
    [true, true, false, false],
  ]
  near(library('losses.emphasized_l2', { alpha: 1, beta: 1 })(x, z, J), 0.5625)
  const slopes = library('losses.emphasized_l2', {}).gradient(x, z, J)
  near(slopes.value, 0.53125)
  near(slopes.z, [-1, 1, 0, 0.25])
  near(slopes.target, [0, 0, 0, 0])
})

test('a batch, one example after the other', () => {
  near(
    library('losses.cross_entropy')(
      [
        [2, 0, 0, 0],
        [2, 0, 0, 0],
      ],
      [0, 1],
    ),
    1.340753,
  )
})

test('the library without parameters', () => {
  near(library('prelude.l2_normalize', {})([3, 4]), [0.6, 0.8])
  near(library('prelude.l2_normalize', {})([0, 0]), [0, 0])
  near(library('prelude.softmax')([[0, Math.log(3)]]), [[0.25, 0.75]])
  near(library('prelude.top', { count: 2 })([1, 3, 2, 3]), [1, 3])
  near(library('prelude.enqueue')([[1], [2], [3], [4]], [[5], [6]]), [[3], [4], [5], [6]])
  near(library('prelude.pool')([[[1, 2]], [[3, 4]]]), [2, 3])
})
