/** What one trained encoder reached, in percent of the test images, by what judged it. */
export interface Reached {
  readonly knn: number
  readonly probe: number
}

/** A run of one side with one seed. */
export interface Finished {
  readonly trained: Reached
  readonly untrained: Reached
  /** Of training alone. */
  readonly seconds: number
}

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

/** Two sides of one number: their difference, its standard error, and whether they are as good as equal. */
export interface Comparison {
  readonly ours: Spread
  readonly theirs: Spread
  readonly difference: number
  /** Of the difference of two means of independent runs. */
  readonly error: number
  readonly holds: boolean
}

/** The largest difference between two sides that are called equal: in points, and in standard errors. */
export const mostPoints = 1.5
export const mostErrors = 2

export function compare(ours: readonly number[], theirs: readonly number[]): Comparison {
  const [own, other] = [spreadOf(ours), spreadOf(theirs)]
  const difference = own.mean - other.mean
  const error = Math.sqrt(own.deviation ** 2 / own.count + other.deviation ** 2 / other.count)
  const apart = Math.abs(difference)
  return {
    ours: own,
    theirs: other,
    difference,
    error,
    holds: apart <= mostPoints && apart <= mostErrors * error,
  }
}

const number = (value: number, digits = 1): string => (Number.isFinite(value) ? value.toFixed(digits) : '–')

const spread = ({ mean, deviation }: Spread): string => `${number(mean)} ± ${number(deviation)}`

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${number(Math.abs(value), 2)}`

/** The runs of a system, ours and PyTorch's. */
export interface Sides {
  readonly ours: readonly Finished[]
  readonly theirs: readonly Finished[]
}

const judges = [
  ['20-NN', 'knn'],
  ['linear probe', 'probe'],
] as const

/** The cells of a system's rows: one for each way to judge. */
export function comparisonRows(system: string, { ours, theirs }: Sides): string[][] {
  return judges.map(([title, judge]) => {
    const of = (runs: readonly Finished[]): number[] => runs.map(({ trained }) => trained[judge])
    const found = compare(of(ours), of(theirs))
    return [
      `\`${system}\``,
      title,
      spread(found.ours),
      spread(found.theirs),
      signed(found.difference),
      number(found.error, 2),
      found.holds ? 'yes' : '**no**',
    ]
  })
}

/** The cells of a system's untrained encoders and of the time that training takes. */
export function besideRow(system: string, { ours, theirs }: Sides): string[] {
  const untrained = (runs: readonly Finished[], judge: keyof Reached): string =>
    spread(spreadOf(runs.map(({ untrained }) => untrained[judge])))
  const least = (runs: readonly Finished[]): string =>
    number(Math.min(...runs.map(({ seconds }) => seconds)), 0)
  return [
    `\`${system}\``,
    String(ours.length),
    ...judges.flatMap(([, judge]) => [untrained(ours, judge), untrained(theirs, judge)]),
    least(ours),
    least(theirs),
  ]
}

export const markdown = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
