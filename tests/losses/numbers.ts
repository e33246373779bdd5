import { expect } from 'vitest'
import type { Nested, Plain } from './harness.js'

/** The numbers of nested arrays, in order. */
export const flat = (value: Nested | undefined): number[] =>
  Array.isArray(value) ? value.flatMap(flat) : [Number(value)]

/** The same arrays with each number changed. */
export function map(value: Nested, change: (x: number) => number): Nested {
  return Array.isArray(value) ? value.map((one: Nested) => map(one, change)) : change(Number(value))
}

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0)

export const norm = (a: readonly number[]): number => Math.sqrt(dot(a, a))

export const cosine = (a: readonly number[], b: readonly number[]): number => dot(a, b) / (norm(a) * norm(b))

export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

export function logsumexp(x: readonly number[]): number {
  const top = Math.max(...x)
  return top + Math.log(x.reduce((sum, one) => sum + Math.exp(one - top), 0))
}

export const softmax = (x: readonly number[]): number[] => x.map((one) => Math.exp(one - logsumexp(x)))

export const mean = (x: readonly number[]): number => x.reduce((sum, one) => sum + one, 0) / x.length

export const rows = (value: Nested): number[][] => value as number[][]

/** The rows of a matrix under a linear map. */
export const turned = (x: readonly (readonly number[])[], by: readonly (readonly number[])[]): number[][] =>
  x.map((row) => by.map((line) => dot(line, row)))

/** A matrix. */
export type Rows = readonly (readonly number[])[]

/** The same row so many times. */
export const copies = (row: readonly number[], count: number): number[][] =>
  Array.from({ length: count }, () => [...row])

/** Each row times its own factor. */
export const stretched = (x: Rows, by: readonly number[]): number[][] =>
  x.map((row, k) => row.map((one) => one * (by[k] ?? 1)))

/** Angle by angle: unit vectors of a circle. */
export const turn = (c: number): number[] => [c, Math.sqrt(Math.max(0, 1 - c * c))]

/** Squared differences, number by number. */
export const squares = (x: readonly number[], z: readonly number[]) =>
  x.map((one, j) => (one - (z[j] ?? 0)) ** 2)

/** The sum. */
export const total = (x: readonly number[]) => x.reduce((a, b) => a + b, 0)

/** The other flags. */
export const not = (J: readonly boolean[]) => J.map((one) => !one)

/** Equal up to a tolerance that is absolute near zero and relative to large values. */
export function near(given: Nested | undefined, expected: Nested, tolerance = 1e-6): void {
  const [a, b] = [flat(given), flat(expected)]
  expect(a.length).toBe(b.length)
  expect(b.every(Number.isFinite)).toBe(true)
  const size = Math.max(1, ...b.map(Math.abs))
  for (const [k, x] of a.entries()) {
    const gap = Math.abs(x - (b[k] ?? Number.NaN))
    if (!(gap <= tolerance * size)) expect(a).toEqual(b)
  }
}

/** Every component is zero, not merely small. */
export const zero = (given: Nested | undefined): void => {
  expect(flat(given).every((x) => x === 0)).toBe(true)
}

const step = 1e-5

/**
 * Gradients against central differences. Where both sides differ a kink lies between: there the gradient
 * must lie between the slopes of the sides.
 */
export function agreesWithDifferences(
  plain: Plain,
  data: readonly Nested[],
  except: readonly string[],
): void {
  const { value, gradients } = plain.gradient(...data)
  for (const [k, name] of plain.names.entries()) {
    const gradient = gradients[name]
    if (gradient === undefined || except.includes(name)) continue
    const given = flat(gradient)
    const size = Math.max(1, ...given.map(Math.abs))
    for (const [at, slope] of given.entries()) {
      const moved = (by: number): number => {
        let index = 0
        const changed = map(data[k] ?? 0, (x) => (index++ === at ? x + by : x))
        return plain.value(...data.map((one, j) => (j === k ? changed : one)))
      }
      const [up, down] = [moved(step), moved(-step)]
      const [right, left] = [(up - value) / step, (value - down) / step]
      const slack = Math.abs(value) * 1e-9 + 1e-5 * size
      const kink = Math.abs(right - left) > 2e-2 * size
      const middle = (up - down) / (2 * step)
      const [low, high] = kink ? [Math.min(left, right), Math.max(left, right)] : [middle, middle]
      if (!(slope >= low - slack && slope <= high + slack)) {
        expect({ name, at, slope, data }).toEqual({ name, at, slope: [left, right], data })
      }
    }
  }
}
