import fc from 'fast-check'
import { norm } from './numbers.js'

/** Numbers on a fine grid: two of them are hardly ever equal. */
export const real = (low = -2, high = 2): fc.Arbitrary<number> =>
  fc.noBias(fc.integer({ min: Math.round(low * 1e6), max: Math.round(high * 1e6) })).map((k) => k / 1e6)

export const vector = (size: number, item = real()): fc.Arbitrary<number[]> =>
  fc.array(item, { minLength: size, maxLength: size })

export const matrix = (rows: number, columns: number, item = real()): fc.Arbitrary<number[][]> =>
  list(rows, vector(columns, item))

export const list = <T>(size: number, item: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength: size, maxLength: size })

/** A vector far enough from zero to have a direction. */
export const direction = (size: number): fc.Arbitrary<number[]> => vector(size).filter((x) => norm(x) > 0.3)

export const directions = (rows: number, size: number): fc.Arbitrary<number[][]> =>
  list(rows, direction(size))

export const unit = (size: number): fc.Arbitrary<number[]> =>
  direction(size).map((x) => x.map((one) => one / norm(x)))

export const units = (rows: number, size: number): fc.Arbitrary<number[][]> => list(rows, unit(size))

/** A distribution; none of its entries is zero. */
export const probability = (size: number): fc.Arbitrary<number[]> =>
  vector(size, real(0.05, 1)).map((x) => x.map((one) => one / x.reduce((a, b) => a + b)))

export const flags = (size: number): fc.Arbitrary<boolean[]> => list(size, fc.boolean())

export const label = (classes: number): fc.Arbitrary<number> => fc.nat(classes - 1)

export const size = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max })

/** A rotation or reflection, by Gram-Schmidt of random vectors. */
export const orthogonal = (size: number): fc.Arbitrary<number[][]> =>
  list(size, direction(size))
    .map(orthonormal)
    .filter((found): found is number[][] => found !== undefined)

function orthonormal(vectors: readonly (readonly number[])[]): number[][] | undefined {
  const found: number[][] = []
  for (const start of vectors) {
    let v = [...start]
    for (const other of [...found, ...found]) {
      const share = other.reduce((sum, x, k) => sum + x * (v[k] ?? 0), 0)
      v = v.map((x, k) => x - share * (other[k] ?? 0))
    }
    const length = norm(v)
    if (length < 0.05) return undefined
    found.push(v.map((x) => x / length))
  }
  return found
}

/** An order of n things. */
export const order = (n: number): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray(
    Array.from({ length: n }, (_, k) => k),
    { minLength: n, maxLength: n },
  )

export const arranged = <T>(items: readonly T[], by: readonly number[]): T[] => by.map((k) => items[k] as T)

export const temperature = real(0.1, 2)
