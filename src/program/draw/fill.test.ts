import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { fillDraw } from './fill.js'
import type { DrawSite, HostDistribution } from './site.js'

const distribution: fc.Arbitrary<{ distribution: HostDistribution; type: DrawSite['type'] }> = fc.oneof(
  fc.constant({ distribution: { is: 'uniform', low: -1, high: 2 }, type: 'f32' } as const),
  fc.constant({ distribution: { is: 'normal', mean: 1, deviation: 2 }, type: 'f32' } as const),
  fc.constant({ distribution: { is: 'integer', low: -3, high: 4 }, type: 'int' } as const),
  fc.constant({ distribution: { is: 'bernoulli', p: 0.3 }, type: 'bool' } as const),
  fc.constant({ distribution: { is: 'categorical', weights: [1, 0, 3] }, type: 'int' } as const),
  fc.constant({ distribution: { is: 'permutation', n: 5 }, type: 'int' } as const),
)

const site = fc
  .record({
    of: distribution,
    before: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
    batch: fc.integer({ min: 1, max: 5 }),
    after: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
  })
  .map(({ of, before, batch, after }): DrawSite => {
    const own = of.distribution.is === 'permutation' ? [of.distribution.n] : []
    return { site: 'view1.e', ...of, shape: [...before, batch, ...after, ...own], batchAxis: before.length }
  })

/** The values of one example, in order. */
function ofExample(
  values: ArrayLike<number>,
  shape: readonly number[],
  axis: number,
  place: number,
): number[] {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1)
  const count = shape[axis] ?? 1
  return Array.from(values).filter((_, k) => Math.floor(k / inner) % count === place)
}

property.prop([site, fc.nat(1000), fc.nat(1000)])(
  'an example draws the same whatever batch it is in',
  (drawn, seed, step) => {
    const shape = drawn.shape as number[]
    const axis = drawn.batchAxis ?? 0
    const count = shape[axis] ?? 1
    const examples = Int32Array.from({ length: count }, (_, k) => k * 7 + 3)
    const all = fillDraw(drawn, { seed, step, examples })
    const turned = fillDraw(drawn, { seed, step, examples: Int32Array.from(examples).reverse() })
    for (let place = 0; place < count; place++) {
      const alone: DrawSite = { ...drawn, shape: shape.map((size, k) => (k === axis ? 1 : size)) }
      const single = fillDraw(alone, { seed, step, examples: examples.subarray(place, place + 1) })
      expect(ofExample(all, shape, axis, place)).toEqual(Array.from(single))
      expect(ofExample(turned, shape, axis, count - 1 - place)).toEqual(Array.from(single))
    }
  },
)

property.prop([site, fc.nat(100)])('other steps, seeds and sites draw anew', (drawn, seed) => {
  const large: DrawSite = {
    ...drawn,
    shape: drawn.shape.map((size, k) => (k === drawn.batchAxis ? 64 : size)),
  }
  const examples = Int32Array.from({ length: 64 }, (_, k) => k)
  const base = fillDraw(large, { seed, step: 1, examples })
  expect(fillDraw(large, { seed, step: 1, examples })).toEqual(base)
  expect(fillDraw(large, { seed, step: 2, examples })).not.toEqual(base)
  expect(fillDraw(large, { seed: seed + 1, step: 1, examples })).not.toEqual(base)
  expect(fillDraw({ ...large, site: 'view2.e' }, { seed, step: 1, examples })).not.toEqual(base)
})

const many = (of: HostDistribution, type: DrawSite['type'] = 'f32'): number[] =>
  Array.from(
    fillDraw(
      { site: 's', distribution: of, type, shape: [40000] },
      { seed: 1, step: 0, examples: new Int32Array(0) },
    ),
  )

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

test('distributions have their moments and bounds', () => {
  const uniform = many({ is: 'uniform', low: 2, high: 4 })
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(2)
  expect(Math.max(...uniform)).toBeLessThan(4)
  expect(mean(uniform)).toBeCloseTo(3, 1)
  const normal = many({ is: 'normal', mean: 1, deviation: 3 })
  expect(mean(normal)).toBeCloseTo(1, 1)
  expect(Math.sqrt(mean(normal.map((x) => (x - 1) ** 2)))).toBeCloseTo(3, 1)
  const whole = many({ is: 'integer', low: -1, high: 1 }, 'int')
  expect(new Set(whole)).toEqual(new Set([-1, 0, 1]))
  expect(mean(many({ is: 'bernoulli', p: 0.2 }, 'bool'))).toBeCloseTo(0.2, 2)
  const word = many({ is: 'categorical', weights: [1, 0, 3] }, 'int')
  expect(word.filter((w) => w === 1)).toEqual([])
  expect(mean(word.map((w) => (w === 2 ? 1 : 0)))).toBeCloseTo(0.75, 2)
})

test('a permutation holds every number once, and all are drawn', () => {
  const drawn = fillDraw(
    { site: 's', distribution: { is: 'permutation', n: 3 }, type: 'int', shape: [600, 3] },
    { seed: 1, step: 0, examples: new Int32Array(0) },
  )
  const seen = new Map<string, number>()
  for (let row = 0; row < 600; row++) {
    const text = drawn.slice(row * 3, row * 3 + 3).join('')
    expect([...text].sort().join('')).toBe('012')
    seen.set(text, (seen.get(text) ?? 0) + 1)
  }
  expect(seen.size).toBe(6)
  expect(Math.min(...seen.values())).toBeGreaterThan(60)
})

test('test vectors of the documented layout', () => {
  const examples = Int32Array.of(0, 7)
  const moment = { seed: 1, step: 2, examples }
  const uniform = fillDraw(
    {
      site: 'view1.s',
      distribution: { is: 'uniform', low: 0, high: 1 },
      type: 'f32',
      shape: [2, 2],
      batchAxis: 0,
    },
    moment,
  )
  const whole = fillDraw(
    {
      site: 'view1.s',
      distribution: { is: 'integer', low: 0, high: 999 },
      type: 'int',
      shape: [2, 2],
      batchAxis: 0,
    },
    moment,
  )
  expect({ uniform: [...uniform].map((x) => x.toFixed(7)), whole: [...whole] }).toMatchInlineSnapshot(`
    {
      "uniform": [
        "0.1543214",
        "0.4016675",
        "0.0757515",
        "0.2742071",
      ],
      "whole": [
        605,
        481,
        631,
        752,
      ],
    }
  `)
})
