import type { Values } from '../../engines/engine.js'
import type { EvaluationResult } from '../evaluate/evaluation.js'
import { type TrainedModel, trainedModel } from './models.js'
import type { Finished } from './run.js'

/** What an evaluation found for the trained features: numbers by name. */
interface Accuracy {
  /** A share. */
  readonly accuracy: number
}

/** By the names of evaluations; numbers by name where these hang on its settings. */
interface Found {
  readonly knn: Accuracy
  readonly linear_probe: Accuracy
  readonly fine_tune: Accuracy
}

type FoundBy<E extends string> = E extends keyof Found ? Found[E] : Readonly<Record<string, number>>

/** Numbers that every run has, besides the metrics of the program. */
type OwnMetrics = 'loss' | 'gradient_norm'

/**
 * A run that ended, or was loaded. `E` are the names of the program's evaluations, `N` those of its metrics;
 * what was not evaluated, because the run was stopped or told not to, is not there.
 */
export interface RunFacts<E extends string = string, N extends string = string> {
  readonly folder: string
  /** Stopped by its signal before the end. */
  readonly interrupted: boolean
  /** Metrics of the last step, by name. */
  readonly metrics: Readonly<Record<OwnMetrics | N, number>>
  /** What each evaluation found for the trained features: `run.evaluate.knn.accuracy`. */
  readonly evaluate: { readonly [K in E]: FoundBy<K> }
  /** All that the evaluations found, beside the untrained encoder and the data themselves. */
  readonly results: readonly EvaluationResult[]
  /** The trained variables, by path. */
  readonly parameters: Values
  /** A model that an evaluate block names. */
  model(name: string): TrainedModel
}

/** A run whose models are fields: `run.f.embed(images)`. */
export type Run<M extends string = never, E extends string = string, N extends string = string> = RunFacts<
  E,
  N
> & { readonly [K in M]: TrainedModel }

export function runOf<M extends string, E extends string, N extends string>(
  finished: Finished,
): Run<M, E, N> {
  const { folder, interrupted, metrics, evaluation, variables, prepared } = finished
  const source = { ...prepared, variables }
  const facts: RunFacts = {
    folder,
    interrupted,
    metrics,
    results: evaluation,
    evaluate: Object.fromEntries(
      [...evaluation].reverse().map((result) => [result.evaluation, result.rows[0]?.values ?? {}]),
    ),
    parameters: variables,
    model: (name) => trainedModel(source, name),
  }
  const models = prepared.program.evaluations.map(
    ({ model }) => [model, trainedModel(source, model)] as const,
  )
  return { ...Object.fromEntries(models), ...facts } as Run<M, E, N>
}
