import type { Engine, Session, Values } from '../../engines/engine.js'
import { fail } from '../../messages/catalogue.js'
import { labelsInput } from '../../program/step/build-tuning.js'
import { initialValues } from '../../program/step/initial-values.js'
import type { StepProgram } from '../../program/step/program.js'
import { featuresOf } from '../evaluate/encode.js'
import type { Accuracies, Classes } from '../evaluate/evaluate.js'
import type { Evaluation, TuneSettings } from '../evaluate/evaluation.js'
import { fractionOf } from '../evaluate/fractions.js'
import { batchesOf } from '../loop/batches.js'
import { encoderOf } from './encoder.js'
import { feeds } from './plan.js'
import type { Built } from './program.js'
import type { Judgement } from './split.js'

/** The weights that a network is tuned from. */
export interface Start {
  readonly features: Accuracies['features']
  readonly variables: Values
}

export interface TuningOptions extends Pick<Built, 'program' | 'tuning'> {
  readonly engine: Engine
  readonly starts: readonly Start[]
  readonly seed: number
  readonly signal?: AbortSignal | undefined
}

/**
 * The examples of a step with so many labels: a tenth, so that an epoch has ten steps, but at least ten, and at most
 * as many as the pretext takes.
 */
export const tuningSize = (labels: number, most: number): number =>
  Math.min(labels, most, Math.max(10, Math.floor(labels / 10)))

/** How a judgement trains the whole network, once for each number of labels; nothing where it does not. */
export function tuningsOf(evaluation: Evaluation): (TuneSettings & { readonly labels: number })[] {
  if (evaluation.is === 'fine_tune') return [evaluation]
  if (evaluation.is !== 'label_fractions' || !evaluation.tune) return []
  const { tune: settings, fractions } = evaluation
  return fractions.map((labels) => ({ ...settings, labels }))
}

/** Fails where a network cannot be trained with labels: known before anything is trained. */
export function checkTuning(
  { target, evaluation, fit }: Judgement,
  { program, tuning }: Pick<Built, 'program' | 'tuning'>,
): void {
  const classes = fit.dataset.classes?.length ?? 0
  for (const { labels, epochs, lr } of tuningsOf(evaluation)) {
    const { count } = fractionOf(labels, fit.examples.length, classes)
    tuning({ model: target.model, classes, size: tuningSize(count, program.batch.size), epochs, lr })
  }
}

/**
 * Trains the whole network with the labels of each pick, and tells which share of the test examples it gets right.
 * Every fit sees the same examples in the same order, whatever it starts from. Fails with SSL7411 (diverged).
 */
export async function tune(
  judgement: Judgement,
  classes: Classes,
  settings: TuneSettings,
  picks: readonly Int32Array[],
  options: TuningOptions,
): Promise<Accuracies[]> {
  const { program, engine, starts, seed } = options
  const size = tuningSize(picks[0]?.length ?? 0, program.batch.size)
  const { epochs, lr } = settings
  const tuning = options.tuning({ model: judgement.target.model, classes: classes.count, size, epochs, lr })
  const session = await engine.create(tuning.graph)
  try {
    const found: Accuracies[] = []
    for (const { features, variables } of starts) {
      const accuracies: number[] = []
      for (const pick of picks) {
        await session.assign({ ...initialValues(tuning, seed), ...known(tuning, variables) })
        await descend(session, { tuning, judgement, classes, settings, pick, size, options })
        accuracies.push(await accuracyOf(session, tuning, judgement, classes))
      }
      found.push({ features, accuracies })
    }
    return found
  } finally {
    await session.close()
  }
}

/** Those of the weights that the network has; its classifier and its optimiser start anew. */
const known = ({ variables }: StepProgram, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).filter(([path]) => variables[path]?.role !== 'optimizer' && path in variables),
  )

interface Descent {
  readonly tuning: StepProgram
  readonly judgement: Judgement
  readonly classes: Classes
  readonly settings: TuneSettings
  readonly pick: Int32Array
  readonly size: number
  readonly options: TuningOptions
}

async function descend(session: Session, descent: Descent): Promise<void> {
  const { tuning, judgement, classes, settings, pick, size, options } = descent
  const { seed, signal } = options
  const { dataset, examples } = judgement.fit
  const plan = { pretext: tuning.pretext, batch: { size, shuffle: true }, seed }
  const { stepsPerEpoch, at } = batchesOf(plan, dataset.name, pick)
  const steps = Math.max(1, Math.round(settings.epochs * stepsPerEpoch))
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted()
    const places = at(step)
    const own = places.map((place) => examples[place] as number)
    const moment = {
      step,
      stageStep: step,
      steps,
      stepsPerEpoch,
      seed,
      examples: own,
      fields: dataset.read(own),
    }
    const labels = new Float32Array(size * classes.count)
    places.forEach((place, row) => {
      labels[row * classes.count + (classes.fit[place] as number)] = 1
    })
    const { loss } = await session.step('tune', { ...feeds(tuning, 'tune', moment), [labelsInput]: labels })
    if (!Number.isFinite(loss?.[0])) {
      const evaluation = judgement.evaluation.is
      fail('SSL7411', { model: judgement.target.model, evaluation, step: step + 1, lr: settings.lr })
    }
  }
}

/** The share of test examples whose largest logit is that of their label. */
async function accuracyOf(
  session: Session,
  tuning: StepProgram,
  { test }: Judgement,
  classes: Classes,
): Promise<number> {
  const [target] = tuning.evaluations
  if (!target) return 0
  const { size, values } = await featuresOf(session, encoderOf(tuning, target), test.dataset, test.examples)
  const right = classes.test.filter((label, row) => {
    const logits = values.subarray(row * size, (row + 1) * size)
    return logits.indexOf(Math.max(...logits)) === label
  })
  return right.length / classes.test.length
}
