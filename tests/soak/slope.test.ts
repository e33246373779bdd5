import { expect, test } from 'vitest'
import { slopeOf } from '../../bench/slope.js'

const points = (value: (x: number) => number) =>
  Array.from({ length: 50 }, (_, k) => ({ x: 10 * k, y: value(10 * k) }))

test('the slope follows what grows with every step, and not what happens now and then', () => {
  expect(slopeOf(points((x) => 7 + 3 * x + Math.sin(x)))).toBeCloseTo(3, 1)
  expect(slopeOf(points((x) => (x === 250 || x > 460 ? 1e6 : 0)))).toBe(0)
  expect(slopeOf([])).toBe(0)
})
