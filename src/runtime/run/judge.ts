import type { Engine, Session, Values } from '../../engines/engine.js'
import { sizeOf } from '../../graph/dimension.js'
import { functionIn } from '../../graph/function.js'
import { initialValues } from '../../program/step/initial-values.js'
import type { EvaluationProgram, StepProgram } from '../../program/step/program.js'
import { type Encoder, featuresOf, isComparable, rawFeatures } from '../evaluate/encode.js'
import { evaluate, type FeatureSet, type Sample } from '../evaluate/evaluate.js'
import type { EvaluationResult } from '../evaluate/evaluation.js'
import type { RunEvent } from './event.js'
import { feeds, restricted } from './plan.js'
import type { Judgement } from './split.js'

export interface JudgeOptions {
  readonly program: StepProgram
  readonly engine: Engine
  readonly trained: Values
  readonly seed: number
  readonly folder: string
  readonly onEvent: (event: RunEvent) => void
  /** Aborted: no further evaluation is begun. */
  readonly signal?: AbortSignal | undefined
}

/** The encoder of a model that the program evaluates. */
export function encoderOf(program: StepProgram, target: EvaluationProgram): Encoder {
  const { batch } = program
  const idle = { step: 0, stageStep: 0, steps: 1, stepsPerEpoch: 1, seed: 0 }
  return {
    model: target.model,
    function: target.function,
    output: 'features',
    batch: batch.size,
    shape: target.shape.map(sizeOf),
    inputs: (fields) => {
      const examples = Int32Array.from({ length: batch.size }, (_, row) => row)
      return feeds(program, target.function, { ...idle, examples, fields })
    },
  }
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

/** Runs all evaluations, beside the same encoder untrained and beside the data themselves. */
export async function judge(
  judgements: readonly Judgement[],
  options: JudgeOptions,
): Promise<EvaluationResult[]> {
  const results: EvaluationResult[] = []
  const kept: { key: string; sets: FeatureSet[] }[] = []
  for (const judgement of judgements) {
    if (options.signal?.aborted) break
    const { target, evaluation, fit, test } = judgement
    const { program, engine, seed, folder, onEvent } = options
    const names = { pretext: program.pretext, model: target.model }
    onEvent({ is: 'evaluating', ...names, evaluation: evaluation.is })
    const began = performance.now()
    const key = JSON.stringify([target.model, fit.dataset.name, test.dataset.name])
    const known = kept.find((one) => one.key === key)
    const sets = known?.sets ?? (await featureSets(judgement, options))
    if (!known) kept.push({ key, sets })
    const result = await evaluate(evaluation, { ...names, engine, fit, test, sets, seed, folder })
    results.push(result)
    onEvent({ is: 'evaluated', result, seconds: (performance.now() - began) / 1000 })
  }
  return results
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
