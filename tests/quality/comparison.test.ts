import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { compare, mostErrors, mostPoints, spreadOf } from '../../bench/comparison.js'

const accuracies = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 2, maxLength: 9 })

describe('the spread of runs', () => {
  test('worked values', () => {
    expect(spreadOf([80, 81, 82, 83, 84])).toEqual({ mean: 82, deviation: Math.sqrt(2.5), count: 5 })
    expect(spreadOf([80])).toEqual({ mean: 80, deviation: Number.NaN, count: 1 })
  })
})

describe('two sides', () => {
  test('worked values', () => {
    const found = compare([80, 82, 84], [80, 81, 82, 83])
    expect(found.difference).toBeCloseTo(0.5, 12)
    expect(found.error).toBeCloseTo(Math.sqrt(4 / 3 + 5 / 3 / 4), 12)
    expect(found.holds).toBe(true)
  })
  test('differ where they are further apart than runs of one side are', () => {
    expect(compare([80, 80.1, 80.2], [81, 81.1, 81.2])).toMatchObject({ holds: false })
  })
  test('differ where they are too many points apart, however much runs scatter', () => {
    const found = compare([70, 80, 90], [72, 82, 92])
    expect(Math.abs(found.difference)).toBeLessThan(mostErrors * found.error)
    expect(found.holds).toBe(false)
  })
  test('one run a side shows nothing', () => {
    expect(compare([80], [80]).holds).toBe(false)
    expect(compare([], []).holds).toBe(false)
  })
  property.prop([accuracies, accuracies])('are compared alike from both ends', (ours, theirs) => {
    const [there, back] = [compare(ours, theirs), compare(theirs, ours)]
    expect(back.difference).toBeCloseTo(-there.difference, 9)
    expect(back.error).toBeCloseTo(there.error, 9)
    expect(back.holds).toBe(there.holds)
  })
  property.prop([accuracies])('are equal where their runs are', (runs) => {
    expect(compare(runs, [...runs].reverse())).toMatchObject({ difference: expect.closeTo(0, 9) })
    expect(compare(runs, runs).holds).toBe(true)
  })
  property.prop([accuracies, fc.double({ min: mostPoints + 1e-6, max: 50, noNaN: true })])(
    'never hold beyond the most points',
    (runs, shift) => {
      const moved = runs.map((value) => value + shift)
      expect(compare(moved, runs).holds).toBe(false)
      expect(compare(runs, moved).holds).toBe(false)
    },
  )
})
