import type { Values } from '../../engines/engine.js'
import type { EvaluationResult } from '../evaluate/evaluation.js'
import type { Metrics } from '../loop/event.js'
import { type TrainedModel, trainedModel } from './models.js'
import type { Finished } from './run.js'

/** A run that ended, or was loaded. */
export interface RunFacts {
  readonly folder: string
  /** Stopped by its signal before the end. */
  readonly interrupted: boolean
  /** Metrics of the last step, by name. */
  readonly metrics: Metrics
  /** What each evaluation found for the trained features: `run.evaluate.knn?.accuracy`. */
  readonly evaluate: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** All that the evaluations found, beside the untrained encoder and the data themselves. */
  readonly results: readonly EvaluationResult[]
  /** The trained variables, by path. */
  readonly parameters: Values
  /** A model that an evaluate block names. */
  model(name: string): TrainedModel
}

/** A run whose models are fields: `run.f.embed(images)`. */
export type Run<M extends string = never> = RunFacts & { readonly [K in M]: TrainedModel }

export function runOf<M extends string>(finished: Finished): Run<M> {
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
  return { ...Object.fromEntries(models), ...facts } as Run<M>
}
