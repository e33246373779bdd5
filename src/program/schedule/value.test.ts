import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { epochs, steps } from './duration.js'
import { cosine, ramp, step_decay } from './make.js'
import { endsOf } from './schedule.js'
import { scheduleValue } from './value.js'

const at = (step: number, total = 400) => ({ step, steps: total, stepsPerEpoch: 10 })

test('cosine: worked values', () => {
  const lr = cosine({ from: 0.03 })
  expect(scheduleValue(lr, at(0))).toBeCloseTo(0.03, 12)
  expect(scheduleValue(lr, at(100))).toBeCloseTo(0.025607, 6)
  expect(scheduleValue(lr, at(200))).toBeCloseTo(0.015, 12)
  expect(scheduleValue(lr, at(400))).toBeCloseTo(0, 12)
  expect(scheduleValue(cosine({ from: 0.03, to: 0.003 }), at(200))).toBeCloseTo(0.0165, 12)
  expect(scheduleValue(lr, { step: 199, steps: 200, stepsPerEpoch: 1 })).toBeCloseTo(1.8505e-6, 9)
})

test('warm-up is linear, continuous, and follows the start', () => {
  const lr = cosine({ from: 1, warmup: epochs(2), start: steps(5) })
  expect(scheduleValue(lr, at(4))).toBe(0)
  expect(scheduleValue(lr, at(5))).toBe(0)
  expect(scheduleValue(lr, at(15))).toBe(0.5)
  expect(scheduleValue(lr, at(25))).toBe(1)
  expect(scheduleValue(lr, at(24))).toBeCloseTo(0.95, 12)
})

test('ramp and step decay', () => {
  expect(scheduleValue(ramp({ from: 1, to: 3 }), at(100))).toBe(1.5)
  expect(scheduleValue(ramp({ from: 1, to: 3, over: epochs(10) }), at(100))).toBe(3)
  const decay = step_decay({ from: 1, at: [epochs(10), steps(200)] })
  expect([99, 100, 199, 200].map((step) => scheduleValue(decay, at(step)))).toEqual([
    1, 0.1, 0.1, 0.010000000000000002,
  ])
})

test('bounds are checked at the least and the greatest value', () => {
  expect(endsOf(cosine({ from: 0.5, to: 0.1 }))).toEqual([0.1, 0.5])
  expect(endsOf(cosine({ from: 0.5, to: 0.1, warmup: epochs(1) }))).toEqual([0, 0.5])
  expect(endsOf(cosine({ from: 0.5, to: 0.1, start: steps(3) }))).toEqual([0, 0.5])
  expect(endsOf(ramp({ from: 3, to: 1 }))).toEqual([1, 3])
  expect(endsOf(step_decay({ from: 1, factor: 0.5, at: [epochs(1), epochs(2)] }))).toEqual([0.25, 1])
})

test('bias correction', () => {
  expect(scheduleValue({ is: 'correction', beta: 0.9 }, at(0))).toBeCloseTo(0.1, 12)
  expect(scheduleValue({ is: 'correction', beta: 0.9 }, at(1))).toBeCloseTo(0.19, 12)
})

property.prop([
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(400),
])('a cosine stays between its ends and is symmetric', (from, to, step) => {
  const value = scheduleValue(cosine({ from, to }), at(step))
  expect(value).toBeGreaterThanOrEqual(Math.min(from, to) - 1e-12)
  expect(value).toBeLessThanOrEqual(Math.max(from, to) + 1e-12)
  expect(value + scheduleValue(cosine({ from, to }), at(400 - step))).toBeCloseTo(from + to, 9)
})
