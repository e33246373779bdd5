import type { Engine, Session, Values } from '../../engines/engine.js'
import { functionIn } from '../../graph/function.js'
import { initialValues } from '../../program/step/initial-values.js'
import type { EvaluationProgram, StepProgram } from '../../program/step/program.js'
import { featuresOf, isComparable, rawFeatures } from '../evaluate/encode.js'
import { evaluate, type FeatureSet, type Sample, type Tune } from '../evaluate/evaluate.js'
import type { EvaluationResult } from '../evaluate/evaluation.js'
import { encoderOf } from './encoder.js'
import type { RunEvent } from './event.js'
import { restricted } from './plan.js'
import type { Built } from './program.js'
import type { Judgement } from './split.js'
import { type Start, tune, tuningsOf } from './tune.js'

export interface JudgeOptions extends Pick<Built, 'program' | 'tuning'> {
  readonly engine: Engine
  readonly trained: Values
  readonly seed: number
  readonly folder: string
  readonly onEvent: (event: RunEvent) => void
  /** Aborted: no further evaluation is begun. */
  readonly signal?: AbortSignal | undefined
}

/** A session of an encoder alone, with the variables that it reads. */
export async function encoderSession(
  program: StepProgram,
  target: EvaluationProgram,
  engine: Engine,
  values: Values,
): Promise<Session> {
  const name = target.function
  const graph = restricted(program.graph, { [name]: functionIn(program.graph, name) })
  const session = await engine.create(graph)
  await assignIn(session, graph.variables, values)
  return session
}

const assignIn = (
  session: Session,
  variables: Readonly<Record<string, unknown>>,
  values: Values,
): Promise<void> =>
  session.assign(Object.fromEntries(Object.entries(values).filter(([path]) => path in variables)))

/**
 * Runs all evaluations, beside the same encoder untrained and, where features are judged, beside the data
 * themselves.
 */
export async function judge(
  judgements: readonly Judgement[],
  options: JudgeOptions,
): Promise<EvaluationResult[]> {
  const { program, engine, seed, folder, onEvent, signal } = options
  const results: EvaluationResult[] = []
  const setsOf = rememberedSets(options)
  for (const judgement of judgements) {
    if (signal?.aborted) break
    const { target, evaluation, fit, test } = judgement
    const names = { pretext: program.pretext, model: target.model }
    onEvent({ is: 'evaluating', ...names, evaluation: evaluation.is })
    const began = performance.now()
    const sets = tuningsOf(evaluation).length > 0 ? [] : await setsOf(judgement)
    const tuned: Tune = (...given) => tune(judgement, ...given, { ...options, starts: startsOf(options) })
    const given = { ...names, engine, fit, test, sets, tuned, seed, folder }
    const result = await evaluate(evaluation, given).catch(unlessStopped(signal))
    if (!result) break
    results.push(result)
    onEvent({ is: 'evaluated', result, seconds: (performance.now() - began) / 1000 })
  }
  return results
}

/** An evaluation that was stopped found nothing; every other error stays one. */
const unlessStopped = (signal: AbortSignal | undefined) => (error: unknown) => {
  if (signal?.aborted !== true) throw error
  return undefined
}

const startsOf = ({ program, trained, seed }: JudgeOptions): Start[] => [
  { features: 'trained', variables: trained },
  { features: 'untrained', variables: initialValues(program, seed) },
]

/** The features of a judgement, computed once for all evaluations of the same model on the same data. */
function rememberedSets(options: JudgeOptions): (judgement: Judgement) => Promise<FeatureSet[]> {
  const kept = new Map<string, FeatureSet[]>()
  return async (judgement) => {
    const { target, fit, test } = judgement
    const key = JSON.stringify([target.model, fit.dataset.name, test.dataset.name])
    const sets = kept.get(key) ?? (await featureSets(judgement, options))
    kept.set(key, sets)
    return sets
  }
}

async function featureSets({ target, fit, test }: Judgement, options: JudgeOptions): Promise<FeatureSet[]> {
  const { program, engine, trained, seed } = options
  const encoder = encoderOf(program, target)
  const name = target.function
  const { variables } = restricted(program.graph, { [name]: functionIn(program.graph, name) })
  const session = await encoderSession(program, target, engine, trained)
  try {
    const features = (sample: Sample) => featuresOf(session, encoder, sample.dataset, sample.examples)
    const own: FeatureSet = { name: 'trained', fit: await features(fit), test: await features(test) }
    await assignIn(session, variables, initialValues(program, seed))
    const untrained: FeatureSet = { name: 'untrained', fit: await features(fit), test: await features(test) }
    const raw = (sample: Sample) => rawFeatures(sample.dataset, sample.examples)
    const comparable = isComparable(fit.dataset) && isComparable(test.dataset)
    return [own, untrained, ...(comparable ? [{ name: 'raw', fit: raw(fit), test: raw(test) } as const] : [])]
  } finally {
    await session.close()
  }
}
