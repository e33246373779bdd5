import type { EvaluationResult, ResultRow } from '../../src/runtime/evaluate/evaluation.js'

/** A training of a program: what is asked of it, and what makes it short enough for a look. */
export interface Recipe {
  /** Below examples/, without its ending. */
  readonly program: string
  /** The pretexts that are trained, all without it. */
  readonly pretexts?: readonly string[]
  /** Settings without which it would be another training. */
  readonly set?: readonly string[]
  /** Settings that keep it under a minute on two cores; `--full` does without them. */
  readonly short?: readonly string[]
}

/** What a training came to. */
export interface Outcome {
  /** `loss` and the metrics of the program at the first step. */
  readonly first: Readonly<Record<string, number>>
  /** The same at the last step. */
  readonly last: Readonly<Record<string, number>>
  /** What the monitors saw at the end: `f.std`, `f.effective_rank`. */
  readonly monitors: Readonly<Record<string, number>>
  readonly results: readonly EvaluationResult[]
  readonly seconds: number
}

/** Something that a system is known for, as a number that training must reach. */
export interface Property<R extends string = string> {
  /** What holds, as a sentence. */
  readonly property: string
  readonly atLeast?: number
  readonly atMost?: number
  /** From the outcomes of one seed. */
  readonly of: (outcomes: Readonly<Record<R, Outcome>>) => number
}

/** What is trained of a system, and what must come of it. */
export interface Acceptance<R extends string = string> {
  readonly runs: Readonly<Record<R, Recipe>>
  readonly properties: readonly Property<R>[]
}

/** Names the runs to the type checker. */
export const acceptance = <R extends string>(one: Acceptance<R>): Acceptance<R> => one

/** A number that an evaluation found, for trained features unless others are named: an accuracy is a share. */
export function found(
  { results }: Outcome,
  evaluation: string,
  value = 'accuracy',
  features: ResultRow['features'] = 'trained',
): number {
  const result = results.find((one) => one.evaluation === evaluation)
  const number = result?.rows.find((row) => row.features === features)?.values[value]
  if (number === undefined) throw new Error(`${evaluation} found no ${value} of the ${features} features`)
  return number
}

/** By how much an evaluation found the trained encoder better than the same encoder untrained. */
export const gain = (outcome: Outcome, evaluation: string, value = 'accuracy'): number =>
  found(outcome, evaluation, value) - found(outcome, evaluation, value, 'untrained')
