import { describe, expect, test } from 'vitest'
import { acceptance, type Outcome } from './acceptance.js'
import { systems } from './index.js'
import { judged } from './judged.js'
import { keyOf } from './kept.js'
import { outcomeOf } from './outcome.js'

const lines = (...events: object[]) => events.map((event) => JSON.stringify(event)).join('\n')
const start = (pretext: string) => ({ is: 'start', pretext })
const step = (n: number, loss: number) => ({ is: 'step', step: n, metrics: { loss } })
const end = (loss: number) => ({ is: 'end', step: 2, seconds: 3, metrics: { loss } })

describe('the outcome of a training', () => {
  test('has the first and the last metrics, what monitors saw at the end, and the seconds', () => {
    const monitor = (std: number) => ({ is: 'monitor', step: 1, values: { 'f.std': std } })
    const text = lines(start('a'), step(1, 5), monitor(1), step(2, 4), monitor(2), end(4))
    const found = outcomeOf(`npm says something\n${text}\n`)
    expect(found).toEqual({
      first: { loss: 5 },
      last: { loss: 4 },
      monitors: { 'f.std': 2 },
      results: [],
      seconds: 3,
    })
  })

  test('has the names of pretexts where there are several', () => {
    const { first, last, seconds } = outcomeOf(
      lines(start('a'), step(1, 5), end(4), start('b'), step(1, 3), end(2)),
    )
    expect(first).toEqual({ 'a.loss': 5, 'b.loss': 3 })
    expect(last).toEqual({ 'a.loss': 4, 'b.loss': 2 })
    expect(seconds).toBe(6)
  })

  test('is none where the training did not end', () => {
    expect(() => outcomeOf(lines(start('a'), step(1, 5)))).toThrow('no training came to its end')
  })
})

const outcome = (loss: number): Outcome => ({
  first: {},
  last: { loss },
  monitors: {},
  results: [],
  seconds: 1,
})

test.each([
  [{ atLeast: 3 }, '≥ 3.00', true],
  [{ atLeast: 3.1 }, '≥ 3.10', false],
  [{ atMost: 3 }, '≤ 3.00', true],
  [{ atMost: 2.9 }, '≤ 2.90', false],
  [{ atLeast: 2, atMost: 4 }, '≥ 2.00, ≤ 4.00', true],
])('a property holds by the mean over the seeds: %j', (bounds, required, holds) => {
  const one = acceptance({
    runs: { a: { program: 'simclr' } },
    properties: [{ property: 'loss', ...bounds, of: ({ a }) => a.last.loss ?? Number.NaN }],
  })
  const seeds = [2, 3, 4].map((loss) => ({ a: outcome(loss) }))
  expect(judged(one, seeds)).toEqual([{ property: 'loss', required, got: '3.00 ± 1.00', holds }])
})

test('a number that is none does not hold', () => {
  const one = acceptance({
    runs: { a: { program: 'simclr' } },
    properties: [{ property: 'loss', atMost: 1, of: () => Number.NaN }],
  })
  expect(judged(one, [{ a: outcome(0) }])[0]?.holds).toBe(false)
})

test('an outcome is kept for its settings, seed and engine alone', () => {
  const keys = [
    keyOf({ program: 'simclr' }, [], 0, 'onnx'),
    keyOf({ program: 'simclr' }, ['train.epochs=1'], 0, 'onnx'),
    keyOf({ program: 'simclr' }, [], 1, 'onnx'),
    keyOf({ program: 'simclr' }, [], 0, 'tensorflow'),
    keyOf({ program: 'byol' }, [], 0, 'onnx'),
  ]
  expect(new Set(keys).size).toBe(keys.length)
  expect(keyOf({ program: 'simclr' }, [], 0, 'onnx')).toBe(keys[0])
})

test.each(Object.entries(systems))('every property of %s asks for something', (_, { properties }) => {
  expect(properties.length).toBeGreaterThan(0)
  for (const { property, atLeast, atMost } of properties) {
    expect(atLeast ?? atMost, property).toBeTypeOf('number')
  }
})
