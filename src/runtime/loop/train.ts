import type { Engine, Session, Span, Values } from '../../engines/engine.js'
import { laps } from '../../engines/worker/laps.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import {
  type Checkpoint,
  checkBelongs,
  pruneCheckpoints,
  saveCheckpoint,
  valuesOf,
} from '../checkpoint/checkpoint.js'
import type { TensorValues } from '../checkpoint/safetensors.js'
import { type Dataset, everything } from '../data/dataset.js'
import { type Batches, batchesOf } from './batches.js'
import type { Metrics, TrainEvent } from './event.js'
import { failNonFinite } from './failure.js'
import { type Overhead, overheadOf } from './overhead.js'
import { type Pace, paceOf } from './pace.js'
import { type Plan, type PlanStage, stageAt, totalSteps } from './plan.js'
import { failStopped } from './stopped.js'

/** How many checkpoints a run folder keeps: the newest, and one to fall back to. */
const keptCheckpoints = 2

export interface TrainOptions {
  /** The run folder. */
  readonly folder: string
  /** Numbers of the examples to train on; all by default. */
  readonly examples?: Int32Array | undefined
  /** Goes on from here; checked to belong to the plan. */
  readonly resume?: { readonly checkpoint: Checkpoint; readonly path: string } | undefined
  /** Aborted: the step that the engine was given is finished, the run saved. */
  readonly signal?: AbortSignal | undefined
  /** Looks at every step's metrics; what it gives are alarms. */
  readonly watch?: ((step: number, metrics: Metrics) => readonly Diagnostic[]) | undefined
  /** Is told where the time goes, down to the operators of the engine. */
  readonly observe?: ((span: Span) => void) | undefined
  /** Looks at the variables whenever a checkpoint is made. */
  readonly inspect?: ((step: number, session: Session, variables: Values) => Promise<Inspection>) | undefined
}

/** What a look at the variables found. */
export interface Inspection {
  readonly values: Metrics
  readonly alarms: readonly Diagnostic[]
}

/** What the parts of one training share. */
interface Training {
  readonly plan: Plan
  readonly dataset: Dataset
  readonly engine: Engine
  readonly session: Session
  readonly batches: Batches
  readonly options: TrainOptions
  readonly total: number
  readonly overhead: Overhead
  /** Steps that were done, and those that the newest checkpoint has. */
  readonly progress: { done: number; saved: number }
}

/**
 * Trains a plan and tells every step. The host reads and draws the next batch while the engine runs this
 * one, and the engine runs the next while the host tells of this one. The same plan, data and engine give the same bits, also through any number of interruptions.
 * Returns the session with the trained variables; who called closes it.
 * Fails with SSL6021 (batch larger than the data), SSL7105 or SSL7106 (a checkpoint of something else),
 * SSL7201 (a value that is not finite), SSL7008 (the engine stopped), SSL7101 or SSL7102 (a checkpoint that cannot be written).
 */
export async function* train(
  plan: Plan,
  dataset: Dataset,
  engine: Engine,
  options: TrainOptions,
): AsyncGenerator<TrainEvent, Session> {
  const examples = options.examples ?? everything(dataset)
  const batches = batchesOf(plan, dataset.name, examples)
  if (options.resume) {
    checkBelongs(options.resume.checkpoint, options.resume.path, plan.hash, plan.graph.variables)
  }
  const overhead = overheadOf()
  const { observe } = options
  const creating = engine.create(plan.graph, {
    operators: observe !== undefined,
    observe: (span) => {
      overhead.engine(span)
      observe?.(span)
    },
  })
  // What variables start from is made while the engine starts.
  const assigned = assignedTo(creating, options.resume ? valuesOf(options.resume.checkpoint) : plan.initial())
  const session = await creating
  let done = false
  const first = options.resume?.checkpoint.step ?? 0
  const progress = { done: first, saved: first }
  try {
    const total = totalSteps(plan)
    const training = { plan, dataset, engine, session, batches, options, total, overhead, progress }
    await assigned
    yield* steps(training)
    done = true
    return session
  } catch (error) {
    return failStopped(error, { plan, engine, folder: options.folder, ...progress })
  } finally {
    // It failed, or whoever reads the events stopped reading.
    if (!done) await session.close().catch(() => undefined)
  }
}

/** Sets the variables of a session that is being made. A generator that held the values would keep them. */
function assignedTo(creating: Promise<Session>, values: Values): Promise<void> {
  const assigned = creating.then((session) => session.assign(values))
  // Whoever awaits it hears of a failure.
  assigned.catch(() => undefined)
  return assigned
}

async function* steps(training: Training): AsyncGenerator<TrainEvent> {
  const { plan, batches, options, total, session, overhead, progress } = training
  const tell = options.observe ?? (() => undefined)
  const first = progress.done
  const start = { steps: total, done: first, stepsPerEpoch: batches.stepsPerEpoch, batch: plan.batch.size }
  yield { is: 'start', pretext: plan.pretext, folder: options.folder, engine: session.facts, ...start }
  const began = performance.now()
  const pace = paceOf(began)
  const send = (step: number, inputs: Values): Promise<Values> => {
    const lap = laps('host', tell)
    const running = session.step(stageAt(plan, step).stage.function, inputs)
    // Whoever awaits it hears of a failure; after an earlier one nobody does.
    running.catch(() => undefined)
    lap('feed')
    return running
  }
  let metrics: Metrics = {}
  let running = first < total ? send(first, inputsAt(training, first, tell)) : undefined
  let mark = performance.now()
  for (let step = first; running; step++) {
    const { stage, stageStep } = stageAt(plan, step)
    const [done, stageDone] = [step + 1, stageStep + 1]
    const due = done === total || stageDone === stage.steps || stageDone % stage.checkpoint === 0
    const inputs = done < total ? inputsAt(training, done, tell) : undefined
    // The engine has its next step before this one's results are read, unless these variables are to be saved.
    let next = inputs && !due && !options.signal?.aborted ? send(done, inputs) : undefined
    const lap = laps('host', tell)
    metrics = metricsOf(await running, stage.metrics)
    lap('wait for the engine')
    const now = performance.now()
    overhead.step(now - mark, step > first && stageStep > 0)
    mark = now
    if (!Object.values(metrics).every(Number.isFinite))
      await failNonFinite(failing(training, step, metrics, progress.saved))
    progress.done = done
    yield stepEvent(training, pace, done, metrics, stageDone % stage.log === 0 || done === total)
    for (const diagnostic of options.watch?.(done, metrics) ?? [])
      yield { is: 'alarm', step: done, diagnostic }
    lap('metrics')
    const stop = !next && done < total && options.signal?.aborted === true
    if (due || stop) {
      const path = yield* save(training, done, lap)
      progress.saved = done
      if (stop) {
        yield {
          is: 'interrupted',
          step: done,
          path,
          diagnostic: diagnose('SSL7202', { step: done, folder: options.folder }),
        }
        return
      }
      mark = performance.now()
    }
    if (inputs) next ??= send(done, inputs)
    running = next
  }
  yield {
    is: 'end',
    step: total,
    seconds: (performance.now() - began) / 1000,
    metrics,
    overhead: overhead.share(),
  }
}

/** Everything that is fed in a step, made from the step's number alone. */
export function inputsAt(
  { plan, dataset, batches }: Pick<Training, 'plan' | 'dataset' | 'batches'>,
  step: number,
  tell: (span: Span) => void = () => undefined,
): Values {
  const lap = laps('host', tell)
  const { stage, stageStep } = stageAt(plan, step)
  const examples = batches.at(step)
  const { stepsPerEpoch } = batches
  const fields = dataset.read(examples)
  lap('read')
  const inputs = stage.inputs({ step, stageStep, stepsPerEpoch, examples, fields })
  lap('draw')
  return inputs
}

function metricsOf(outputs: Values, metrics: PlanStage['metrics']): Metrics {
  return Object.fromEntries(
    Object.entries(metrics).map(([name, output]) => [name, Number(outputs[output]?.[0])]),
  )
}

function stepEvent(
  training: Training,
  pace: Pace,
  step: number,
  metrics: Metrics,
  logged: boolean,
): TrainEvent {
  const { plan, batches, total } = training
  pace.finished(performance.now())
  const seconds = pace.secondsPerStep()
  const { stage } = stageAt(plan, step - 1)
  const epoch = Math.floor((step - 1) / batches.stepsPerEpoch) + 1
  const rate = seconds > 0 ? plan.batch.size / seconds : 0
  return { is: 'step', step, epoch, stage: stage.name, metrics, rate, left: seconds * (total - step), logged }
}

async function* save(
  training: Training,
  step: number,
  lap: (name: string) => void,
): AsyncGenerator<TrainEvent, string> {
  const { plan, session, options } = training
  const variables = await session.read()
  const tensors = Object.fromEntries(
    Object.entries(plan.graph.variables).map(([path, { shape }]) => {
      return [path, { shape, values: variables[path] as TensorValues }]
    }),
  )
  const { pretext, hash, seed } = plan
  const path = await saveCheckpoint(options.folder, { program: hash, pretext, seed, step, tensors })
  await pruneCheckpoints(options.folder, keptCheckpoints)
  yield { is: 'checkpoint', step, path }
  lap('checkpoint')
  const found = await options.inspect?.(step, session, variables)
  if (found) yield { is: 'monitor', step, values: found.values }
  for (const diagnostic of found?.alarms ?? []) yield { is: 'alarm', step, diagnostic }
  lap('inspection')
  return path
}

function failing(training: Training, step: number, metrics: Metrics, saved: number) {
  const { plan, engine, session, options } = training
  return {
    plan,
    engine,
    session,
    folder: options.folder,
    step,
    metrics,
    saved,
    resumed: options.resume?.checkpoint,
    inputsAt: (other: number) => inputsAt(training, other),
  }
}
