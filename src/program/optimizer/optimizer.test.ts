import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { evaluateNodes } from '../../engines/reference/evaluate.js'
import * as graph from '../../graph/build.js'
import { SslError } from '../../messages/diagnostic.js'
import { isSchedule } from '../schedule/schedule.js'
import { scheduleValue } from '../schedule/value.js'
import { adam, adamw } from './adam.js'
import { lars } from './lars.js'
import type { Optimizer } from './optimizer.js'
import { sgd } from './sgd.js'
import { updated } from './update.js'

/** Steps of one parameter under the given gradients. */
function run(optimizer: Optimizer, start: number[], gradients: number[][], adapts = true): number[][] {
  let weights = start
  let slots: Record<string, number[]> = {}
  return gradients.map((g, step) => {
    const kept: Record<string, ReturnType<typeof graph.fill>> = {}
    const next = updated(optimizer, {
      parameter: graph.constant(weights, [weights.length]),
      gradient: graph.constant(g, [g.length]),
      adapts,
      scalar: (rate) =>
        graph.fill(isSchedule(rate) ? scheduleValue(rate, { step, steps: 100, stepsPerEpoch: 10 }) : rate),
      slot: (name) => graph.constant(slots[name] ?? weights.map(() => 0), [weights.length]),
      keep: (name, value) => {
        kept[name] = value
      },
    })
    const names = Object.keys(kept)
    const [values, ...rest] = evaluateNodes([next, ...Object.values(kept)], new Map())
    weights = [...(values ?? [])]
    slots = Object.fromEntries(names.map((name, k) => [name, [...(rest[k] ?? [])]]))
    return weights
  })
}

const difference = (a: readonly number[] = [], b: readonly number[] = []): number[] =>
  a.map((x, k) => x - (b[k] ?? 0))

test('LARS: worked values', () => {
  const one = run(lars({ lr: 4.8, momentum: 0 }), [3, 4], [[0.6, 0.8]])
  expect(difference([3, 4], one[0])[0]).toBeCloseTo(0.0144, 12)
  expect(difference([3, 4], one[0])[1]).toBeCloseTo(0.0192, 12)
  const scaled = run(lars({ lr: 4.8, momentum: 0 }), [3, 4], [[60, 80]])
  expect(difference([3, 4], scaled[0])[0]).toBeCloseTo(0.0144, 12)
  const plain = run(
    lars({ lr: 0.1, momentum: 0.9 }),
    [1, 1],
    [
      [1, 0],
      [1, 0],
    ],
    false,
  )
  expect(difference(plain[0], plain[1])[0]).toBeCloseTo(0.19, 12)
})

test('LARS: zero weights and excluded parameters fall back to gradient descent', () => {
  expect(run(lars({ lr: 0.5 }), [0, 0], [[2, 1]])[0]).toEqual([-1, -0.5])
  expect(run(lars({ lr: 0.5, weight_decay: 1 }), [1, 1], [[2, 1]], false)[0]).toEqual([0, 0.5])
})

test('gradient descent with momentum, Nesterov and decay', () => {
  const steps = run(sgd({ lr: 0.1, momentum: 0.5 }), [1], [[1], [1]])
  expect(steps[0]?.[0]).toBeCloseTo(0.9, 12)
  expect(steps[1]?.[0]).toBeCloseTo(0.75, 12)
  expect(run(sgd({ lr: 0.1, momentum: 0.5, nesterov: true }), [1], [[1]])[0]?.[0]).toBeCloseTo(0.85, 12)
  expect(run(sgd({ lr: 0.1, momentum: 0, weight_decay: 0.5 }), [2], [[1]])[0]?.[0]).toBeCloseTo(1.8, 12)
})

test('Adam: the first step has the length of the rate; decay coupled and decoupled', () => {
  expect(run(adam({ lr: 0.01 }), [1], [[5]])[0]?.[0]).toBeCloseTo(0.99, 8)
  expect(run(adam({ lr: 0.01, weight_decay: 1 }), [1], [[5]])[0]?.[0]).toBeCloseTo(0.99, 8)
  expect(run(adamw({ lr: 0.01, weight_decay: 1 }), [1], [[5]])[0]?.[0]).toBeCloseTo(0.98, 8)
})

property.prop([fc.double({ min: 0.1, max: 10, noNaN: true })])(
  'LARS does not see the scale of the loss',
  (scale) => {
    const a = run(
      lars({ lr: 1 }),
      [1, 2],
      [
        [0.5, -1],
        [1, 1],
      ],
    )
    const b = run(
      lars({ lr: 1 }),
      [1, 2],
      [
        [0.5 * scale, -scale],
        [scale, scale],
      ],
    )
    for (const [k, weights] of a.entries()) {
      for (const [j, w] of weights.entries()) expect(w).toBeCloseTo(b[k]?.[j] ?? 0, 9)
    }
  },
)

test('settings outside their bounds are refused', () => {
  expect(() => sgd({ lr: -1 })).toThrow(SslError)
  expect(() => sgd({ momentum: 1.5 })).toThrow('momentum of sgd must be in 0..1')
  expect(() => adam({ beta2: 1 })).toThrow('beta2 of adam must be below 1')
})
