/** Mean and standard deviation (of the sample) of a list; the deviation of one value is not known. */
export interface Spread {
  readonly mean: number
  readonly deviation: number
  readonly count: number
}

export function spreadOf(values: readonly number[]): Spread {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN, count }
}

/** Two sides of one number: their difference, its standard error, and whether they count as equal. */
export interface Comparison {
  readonly ours: Spread
  readonly theirs: Spread
  readonly difference: number
  /** Of the difference of the means of independent runs. */
  readonly error: number
  readonly holds: boolean
}

/** The largest difference of two sides that count as equal: in points, and in standard errors. */
export const mostPoints = 1.5
export const mostErrors = 2

export function compare(ours: readonly number[], theirs: readonly number[]): Comparison {
  const [own, other] = [spreadOf(ours), spreadOf(theirs)]
  const difference = own.mean - other.mean
  const error = Math.sqrt(own.deviation ** 2 / own.count + other.deviation ** 2 / other.count)
  const apart = Math.abs(difference)
  const holds = apart <= mostPoints && apart <= mostErrors * error
  return { ours: own, theirs: other, difference, error, holds }
}
