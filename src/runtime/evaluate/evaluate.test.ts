import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { reference } from '../../engines/reference/reference.js'
import { heldOutFifth, permutation, shuffled } from '../shuffle.js'
import { type Features, moments, normalized, pooled, standardized } from './features.js'
import { balanced, fractionOf } from './fractions.js'
import { knnAccuracy, vote } from './knn.js'
import { largest, nearest } from './neighbors.js'
import { fitProbes, probeAccuracy } from './probe.js'
import { scatter } from './scatter.js'
import { jointAffinities, squaredDistances, tsne } from './tsne.js'

const random = (seed: number, size: number): Float32Array =>
  Float32Array.from(
    { length: size },
    (_, index) => (Math.sin(12.9898 * index + 78.233 * seed) * 43758.5453) % 1,
  )

/** Three clouds in `size` dimensions, far apart. */
function clouds(count: number, size: number, seed: number): { features: Features; labels: Int32Array } {
  const labels = Int32Array.from({ length: count }, (_, index) => index % 3)
  const noise = random(seed, count * size)
  const values = noise.map((value, entry) => {
    const label = labels[Math.floor(entry / size)] as number
    return 0.5 * value + (entry % size === label ? 4 : 0)
  })
  return { features: { count, size, values }, labels }
}

describe('orders', () => {
  property.prop([fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(100)])(
    'are permutations',
    (count, seed, epoch) => {
      const order = permutation(count, seed, 'x', epoch)
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index))
      expect(permutation(count, seed, 'x', epoch)).toEqual(order)
    },
  )
  test('differ with seed and epoch', () => {
    const all = Int32Array.from({ length: 50 }, (_, index) => index)
    const orders = [shuffled(all, 0, 0), shuffled(all, 0, 1), shuffled(all, 1, 0)].map(String)
    expect(new Set(orders).size).toBe(3)
  })
  property.prop([fc.integer({ min: 5, max: 500 })])('a fifth is held out', (count) => {
    const { fit, test: held } = heldOutFifth(count)
    expect(held.length).toBe(Math.floor(count / 5))
    expect([...fit, ...held].sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, index) => index),
    )
  })
})

describe('features', () => {
  test('positions are averaged', () => {
    expect(pooled([1, 10, 3, 20, 5, 30, 7, 40], 2, [2, 1, 2]).values).toEqual(Float32Array.of(2, 15, 6, 35))
  })
  test('are standardised by the moments of the fit data', () => {
    const features = { count: 3, size: 2, values: Float32Array.of(1, 5, 2, 5, 3, 5) }
    const { mean, deviation } = moments(features)
    expect([...mean, ...deviation]).toEqual(
      [2, 5, Math.sqrt(2 / 3), 1].map((value) => expect.closeTo(value, 6)),
    )
    expect(
      [...standardized(features, { mean, deviation }).values].map((value) => Math.round(value * 100)),
    ).toEqual([-122, 0, 0, 0, 122, 0])
  })
})

describe('weighted k-NN', () => {
  const example = { indices: Int32Array.of(0, 1, 2), cosines: Float32Array.of(0.9, 0.8, 0.7) }
  const labels = Int32Array.of(0, 1, 1)
  test('worked values', () => {
    expect(vote(example, labels, { k: 3, temperature: 0.07 })).toBe(0)
    expect(vote(example, labels, { k: 3, temperature: 1 })).toBe(1)
    expect(
      vote({ ...example, cosines: Float32Array.of(0.5, 0.5, 0.5) }, labels, { k: 3, temperature: 0.07 }),
    ).toBe(1)
  })
  test('a temperature towards 0 is the nearest neighbour, a large one the majority', () => {
    expect(vote(example, labels, { k: 200, temperature: 1e-6 })).toBe(0)
    expect(vote(example, labels, { k: 200, temperature: 1e6 })).toBe(1)
    expect(vote(example, labels, { k: 1, temperature: 1e6 })).toBe(0)
  })
  property.prop([
    fc.float32Array({ noNaN: true, minLength: 1, maxLength: 60 }),
    fc.integer({ min: 1, max: 70 }),
  ])('the k largest are those of a sort', (values, k) => {
    const sorted = [...values.keys()].sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
    expect([...largest(values, k).indices]).toEqual(sorted.slice(0, k))
  })
  test('does not depend on scale', async () => {
    const bank = clouds(60, 4, 1)
    const queries = clouds(21, 4, 2)
    const scaled = { ...queries.features, values: queries.features.values.map((value) => value * 100) }
    const found = await nearest(reference, bank.features, queries.features, 5)
    const again = await nearest(reference, bank.features, scaled, 5)
    expect(again.map(({ indices }) => indices)).toEqual(found.map(({ indices }) => indices))
    expect(found[3]?.cosines[0]).toBeCloseTo(
      dot(bank.features, found[3]?.indices[0] ?? 0, queries.features, 3),
      5,
    )
    expect(knnAccuracy(found, bank.labels, queries.labels, { k: 5, temperature: 0.07 })).toBe(1)
  })
  const dot = (a: Features, i: number, b: Features, j: number): number => {
    const [left, right] = [normalized(a).values, normalized(b).values]
    let sum = 0
    for (let entry = 0; entry < a.size; entry++) {
      sum += (left[i * a.size + entry] as number) * (right[j * a.size + entry] as number)
    }
    return sum
  }
})

describe('linear probe', () => {
  const settings = { epochs: 60, lr: 0.05, l2: 1e-3 }
  const all = (count: number) => Int32Array.from({ length: count }, (_, index) => index)
  test('starts at ln K and separates clouds', async () => {
    const fit = clouds(90, 5, 1)
    const other = clouds(30, 5, 7)
    const [probe] = await fitProbes(reference, fit.features, fit.labels, 3, settings, [all(90)])
    if (!probe) throw new Error('no probe')
    expect(probe.losses[0]).toBeCloseTo(Math.log(3), 6)
    expect(probe.losses[1]).toBeLessThan(0.05)
    expect(probeAccuracy(probe, other.features, other.labels)).toBeGreaterThan(0.9)
  })
  test('constant features cannot do better than the entropy of the labels', async () => {
    const features = { count: 30, size: 2, values: new Float32Array(60).fill(3) }
    const [probe] = await fitProbes(reference, features, clouds(30, 1, 1).labels, 3, settings, [all(30)])
    expect(probe?.losses[1]).toBeCloseTo(Math.log(3), 6)
  })
  test('permuting classes permutes the weights', async () => {
    const { features, labels } = clouds(30, 3, 4)
    const turned = labels.map((label) => (label + 1) % 3)
    const [a] = await fitProbes(reference, features, labels, 3, settings, [all(30)])
    const [b] = await fitProbes(reference, features, turned, 3, settings, [all(30)])
    expect(b?.weights[1]).toBeCloseTo(a?.weights[0] ?? Number.NaN, 6)
  })
})

describe('label fractions', () => {
  test('shares and counts', () => {
    expect(fractionOf(0.01, 10_000, 10)).toEqual({ name: '1%', count: 100 })
    expect(fractionOf(100, 10_000, 10)).toEqual({ name: '100', count: 100 })
    expect(fractionOf(1, 10_000, 10)).toEqual({ name: '100%', count: 10_000 })
    expect(fractionOf(0.0001, 10_000, 10).count).toBe(10)
  })
  property.prop([fc.integer({ min: 3, max: 90 }), fc.nat(20)])(
    'are as even as the classes allow',
    (count, repeat) => {
      const { labels } = clouds(90, 1, 1)
      const chosen = balanced(labels, 3, count, 0, repeat)
      expect(new Set(chosen).size).toBe(count)
      const counts = [0, 1, 2].map((label) => chosen.filter((index) => labels[index] === label).length)
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    },
  )
})

describe('t-SNE', () => {
  test('affinities have the wanted perplexity and sum to 1', () => {
    const { features } = clouds(30, 3, 1)
    const joint = jointAffinities(squaredDistances(features), 30, 5)
    expect(joint.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
  })
  test('clouds stay together', async () => {
    const { features, labels } = clouds(60, 5, 3)
    const points = await tsne(features, { perplexity: 8, iterations: 300 })
    const plane: Features = { count: 60, size: 2, values: Float32Array.from(points) }
    const distances = squaredDistances(plane)
    const right = Array.from({ length: 60 }, (_, row) => {
      const others = [...Array(60).keys()].filter((other) => other !== row)
      others.sort((a, b) => (distances[row * 60 + a] as number) - (distances[row * 60 + b] as number))
      return labels[others[0] as number] === labels[row] ? 1 : 0
    })
    expect(right.reduce<number>((sum, one) => sum + one, 0)).toBeGreaterThan(57)
    expect(scatter(points, 'f <trained>', labels, ['a', 'b', 'c'])).toMatch(
      /^<svg.*f &lt;trained&gt;.*<\/svg>$/s,
    )
  })
})
