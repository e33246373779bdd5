import { type Comparison, compare, type Spread, spreadOf } from './comparison.js'
import { markdown } from './markdown.js'
import type { Reached, Trained } from './trained.js'

/** The runs of a system, ours and PyTorch's. */
export interface Sides {
  readonly ours: readonly Trained[]
  readonly theirs: readonly Trained[]
}

/** How features are judged: in words, and where a run has it. */
export const judges = [
  ['20-NN', 'knn'],
  ['linear probe', 'probe'],
] as const

/** The two sides of a system by each judge. */
const comparisonsOf = ({ ours, theirs }: Sides): (readonly [string, Comparison])[] =>
  judges.map(([title, judge]) => {
    const of = (runs: readonly Trained[]): number[] => runs.map(({ trained }) => trained[judge])
    return [title, compare(of(ours), of(theirs))]
  })

/** Whether the sides are as good as equal by every judge. */
export const agree = (sides: Sides): boolean => comparisonsOf(sides).every(([, { holds }]) => holds)

const number = (value: number, digits = 1): string => (Number.isFinite(value) ? value.toFixed(digits) : '–')
const spread = ({ mean, deviation }: Spread): string => `${number(mean)} ± ${number(deviation)}`
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${number(Math.abs(value), 2)}`

/** A table of both sides of systems, one row for each judge. */
export function comparisonTable(found: ReadonlyMap<string, Sides>): string {
  const header = ['system', 'judged by', 'sslang', 'PyTorch', 'difference', 'standard error', 'holds']
  const rows = [...found].flatMap(([system, sides]) =>
    comparisonsOf(sides).map(([title, { ours, theirs, difference, error, holds }]) => [
      `\`${system}\``,
      title,
      spread(ours),
      spread(theirs),
      signed(difference),
      number(error, 2),
      holds ? 'yes' : '**no**',
    ]),
  )
  return markdown(header, rows)
}

/** A table of the untrained encoders, and of how long training took. */
export function besideTable(found: ReadonlyMap<string, Sides>): string {
  const header = ['system', '20-NN', 'of PyTorch', 'linear probe', 'of PyTorch', 'seconds', 'of PyTorch']
  const untrained = (runs: readonly Trained[], judge: keyof Reached): string =>
    spread(spreadOf(runs.map((run) => run.untrained[judge])))
  const least = (runs: readonly Trained[]): string =>
    number(Math.min(...runs.map(({ seconds }) => seconds)), 0)
  const rows = [...found].map(([system, { ours, theirs }]) => [
    `\`${system}\``,
    ...judges.flatMap(([, judge]) => [untrained(ours, judge), untrained(theirs, judge)]),
    least(ours),
    least(theirs),
  ])
  return markdown(header, rows)
}
