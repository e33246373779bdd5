import { expect, test } from 'vitest'
import { agree, besideTable, comparisonTable, type Sides } from '../../bench/accuracies.js'

/** Runs that reached these, by 20-NN; by the probe two points more. */
const runs = (reached: readonly number[]) =>
  reached.map((knn, k) => ({
    trained: { knn, probe: knn + 2 },
    untrained: { knn: 70 + k, probe: 72 },
    seconds: 9 + k,
    version: '1',
  }))
const sides = (ours: readonly number[], theirs: readonly number[]): Sides => ({
  ours: runs(ours),
  theirs: runs(theirs),
})

test('a system agrees where all that judge it say so', () => {
  expect(agree(sides([80, 81, 82], [80.5, 81.5, 82.5]))).toBe(true)
  expect(agree(sides([80, 80.1, 80.2], [81, 81.1, 81.2]))).toBe(false)
  const byProbe = sides([80, 81, 82], [80, 81, 82])
  const worse = byProbe.theirs.map((run) => ({ ...run, trained: { ...run.trained, probe: 50 } }))
  expect(agree({ ...byProbe, theirs: worse })).toBe(false)
})

test('both sides, their difference and its standard error', () => {
  const found = new Map([
    ['near', sides([80, 81, 82], [80.5, 81.5, 82.5])],
    ['far', sides([80, 80.1, 80.2], [81, 81.1, 81.2])],
  ])
  expect(comparisonTable(found).split('\n').slice(2)).toEqual([
    '| `near` | 20-NN | 81.0 ± 1.0 | 81.5 ± 1.0 | −0.50 | 0.82 | yes |',
    '| `near` | linear probe | 83.0 ± 1.0 | 83.5 ± 1.0 | −0.50 | 0.82 | yes |',
    '| `far` | 20-NN | 80.1 ± 0.1 | 81.1 ± 0.1 | −1.00 | 0.08 | **no** |',
    '| `far` | linear probe | 82.1 ± 0.1 | 83.1 ± 0.1 | −1.00 | 0.08 | **no** |',
  ])
})

test('what stands beside: the untrained, and the least time', () => {
  const found = new Map([['near', sides([80, 81, 82], [81, 82])]])
  expect(besideTable(found).split('\n').slice(2)).toEqual([
    '| `near` | 71.0 ± 1.0 | 70.5 ± 0.7 | 72.0 ± 0.0 | 72.0 ± 0.0 | 9 | 9 |',
  ])
})
