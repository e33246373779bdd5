import { basename, join } from 'node:path'
import type { Engine, EngineFacts, Session, Values } from '../../engines/engine.js'
import { fail } from '../../messages/catalogue.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import type { StepProgram } from '../../program/step/program.js'
import { checkpointsIn, readCheckpoint } from '../checkpoint/checkpoint.js'
import { latestRun, runName, runsOf } from '../checkpoint/folder.js'
import { type Init, initialFrom } from '../checkpoint/init.js'
import { writeAtomically } from '../checkpoint/write.js'
import type { Dataset } from '../data/dataset.js'
import { engineNamed, machineText } from '../engine/choose.js'
import { precisionLacking } from '../engine/precision.js'
import { tuned } from '../engine/tuned.js'
import type { EvaluationResult } from '../evaluate/evaluation.js'
import { type Batches, batchesOf } from '../loop/batches.js'
import type { Metrics, TrainEvent } from '../loop/event.js'
import { type Plan, stageAt, totalSteps } from '../loop/plan.js'
import { type TrainOptions, train } from '../loop/train.js'
import { newProfile } from '../profile/profile.js'
import { type RunRecord, readRecord, writeRecord } from '../record/record.js'
import { versions } from '../record/versions.js'
import { openOnce } from './data.js'
import type { RunEvent } from './event.js'
import { judge } from './judge.js'
import type { RunOptions } from './options.js'
import { type Moment, planOf } from './plan.js'
import { programOf } from './program.js'
import { openRecorder, type Recorder } from './recorder.js'
import { writeReport } from './report.js'
import { withSettings } from './settings.js'
import { type Judgement, judgementsOf, trainingExamples } from './split.js'
import { viewSheet } from './views.js'
import { looksOf, watchOf } from './watch.js'

/** A pretext with its data, its graph and its engine: all that is known before the first step. */
export interface Prepared {
  readonly program: StepProgram
  readonly plan: Plan
  readonly dataset: Dataset
  readonly examples: Int32Array
  readonly batches: Batches
  readonly judgements: readonly Judgement[]
  readonly engine: Engine
  /** What variables start from instead of their declared values, by path. */
  readonly given: Readonly<Record<string, Float32Array>>
}

/** What a run left. */
export interface Finished {
  readonly folder: string
  readonly prepared: Prepared
  readonly interrupted: boolean
  readonly metrics: Metrics
  readonly evaluation: readonly EvaluationResult[]
  /** The trained variables, by path. */
  readonly variables: Values
}

/** Reads the data, builds the graph and checks what the evaluations will need, before anything is trained. */
export async function prepare(declared: Pretext, root: string, options: RunOptions): Promise<Prepared> {
  const pretext = withSettings(declared, options.set ?? {})
  const open = openOnce(root)
  const { program, again } = await programOf(pretext, open)
  const dataset = await open(program.batch.data)
  const judgements = options.evaluate === false ? [] : await judgementsOf(program, root, open)
  const examples = trainingExamples(program, dataset)
  // Seed and precision are those of the whole run.
  const { seed = 0, precision = 'f32' } = program.stages[0]?.settings ?? {}
  const batches = batchesOf({ ...program, seed }, dataset.name, examples)
  const given = options.init ? await initialFrom(program, options.init) : {}
  const plan = planOf(program, batches.stepsPerEpoch, seed, again, given)
  const { threads } = options
  const engine = tuned(await engineNamed(options.engine, options.device), {
    precision,
    ...(threads !== undefined && { threads }),
  })
  return { program, plan, dataset, examples, batches, judgements, engine, given }
}

/**
 * Trains a pretext and runs its evaluations, in a run folder with all that a run leaves.
 * Fails with what its parts fail with; what was saved before stays.
 */
export async function runPretext(pretext: Pretext, root: string, options: RunOptions): Promise<Finished> {
  if (options.init && options.resume) fail('SSL7112', {})
  const begun = await begunBefore(pretext.name, options)
  const { resume, before } = begun ?? {}
  const prepared = await prepare(
    pretext,
    root,
    before ? { ...options, ...engineOf(before, options) } : options,
  )
  const folder = begun?.folder ?? newFolder(prepared, options)
  const recorder = await openRecorder(folder, resume?.checkpoint.step ?? 0)
  let record = recordOf(prepared, options, before)
  await writeRecord(folder, record)
  const started = async (facts: EngineFacts): Promise<void> => {
    record = { ...record, ...facts, versions: { ...record.versions, ...facts.versions } }
    await writeRecord(folder, record)
  }
  const tell = options.onEvent ?? (() => undefined)
  if (options.init) tell(initEvent(prepared, options.init))
  const trained = await trainIn(folder, prepared, { ...options, resume }, recorder, tell, started)
  const end = {
    metrics: Object.keys(recorder.metrics).length > 0 ? recorder.metrics : (before?.metrics ?? {}),
    alarms: [...(before?.alarms ?? []), ...recorder.alarms.map(({ message }) => message)],
    seconds: (before?.seconds ?? 0) + trained.seconds,
    steps: trained.step,
    ...(trained.overhead !== undefined && { overhead: trained.overhead }),
  }
  await writeRecord(folder, { ...record, ...end })
  const finished = { folder, prepared, metrics: end.metrics, variables: trained.variables }
  if (trained.interrupted) return { ...finished, interrupted: true, evaluation: [] }
  const evaluation = await judgeIn(folder, prepared, trained.variables, tell, options.signal)
  const stopped = evaluation.length < prepared.judgements.length
  const whole = { ...record, ...end, evaluation, ...(!stopped && { finished: new Date().toISOString() }) }
  await writeRecord(folder, whole)
  tell({ is: 'report', path: await writeReport(folder, whole) })
  return { ...finished, interrupted: stopped, evaluation }
}

/** Runs the evaluations of a pretext on given variables; pictures go to `folder`. */
export function judgeIn(
  folder: string,
  prepared: Prepared,
  variables: Values,
  onEvent: (event: RunEvent) => void,
  signal?: AbortSignal,
): Promise<EvaluationResult[]> {
  const { program, plan, engine, judgements } = prepared
  return judge(judgements, {
    program,
    engine,
    trained: variables,
    seed: plan.seed,
    folder,
    onEvent,
    signal,
  })
}

type Resume = NonNullable<TrainOptions['resume']>

/** A run that is gone on with. */
interface Begun {
  readonly folder: string
  readonly resume: Resume
  readonly before: RunRecord
}

/** The run to go on with, if that was asked for: its newest checkpoint and its record. */
async function begunBefore(pretext: string, options: RunOptions): Promise<Begun | undefined> {
  const { resume, home = process.cwd(), program = 'program' } = options
  if (resume === undefined || resume === false) return undefined
  const folder = resume === true ? await latestRun(home, program, pretext) : resume
  return { folder, resume: await newestCheckpoint(folder, pretext), before: await readRecord(folder) }
}

function newFolder({ plan }: Prepared, { home = process.cwd(), program = 'program' }: RunOptions): string {
  return join(runsOf(home, program, plan.pretext), runName(new Date(), plan.seed))
}

/** A run goes on with the engine that it began with, for the same bits, unless another is asked for. */
function engineOf(
  before: RunRecord,
  { engine = 'auto', device }: RunOptions,
): Pick<RunOptions, 'engine' | 'device'> {
  if (engine !== 'auto' || device !== undefined) return {}
  return {
    engine: before.engine,
    ...(before.device !== undefined && before.device !== 'cpu' && { device: before.device }),
  }
}

/** The newest checkpoint of a run folder. Fails with SSL7107, or as `readCheckpoint`. */
export async function newestCheckpoint(folder: string, pretext: string): Promise<Resume> {
  const [newest] = await checkpointsIn(folder)
  if (!newest) return fail('SSL7107', { pretext, folder })
  return { checkpoint: await readCheckpoint(newest.path), path: newest.path }
}

/** How many parameters start from a file: names that fit only in part are easily overlooked. */
function initEvent({ program, given }: Prepared, { path }: Init): RunEvent {
  const parameters = Object.keys(program.variables).filter(
    (one) => program.variables[one]?.role === 'parameter',
  )
  return { is: 'init', path, given: parameters.filter((one) => one in given).length, of: parameters.length }
}

function recordOf(prepared: Prepared, options: RunOptions, before: RunRecord | undefined): RunRecord {
  const { plan, engine, dataset } = prepared
  const init = options.init ?? before?.init
  return {
    program: options.program ?? 'program',
    pretext: plan.pretext,
    hash: plan.hash,
    seed: plan.seed,
    engine: engine.name,
    machine: machineText(),
    versions: versions(),
    started: before?.started ?? new Date().toISOString(),
    configuration: options.configuration ?? [],
    ...(init && { init }),
    data: { [dataset.name]: { count: dataset.count } },
  }
}

interface Trained {
  readonly variables: Values
  readonly interrupted: boolean
  readonly step: number
  readonly seconds: number
  readonly overhead: number | undefined
}

async function trainIn(
  folder: string,
  prepared: Prepared,
  options: Omit<RunOptions, 'resume'> & { readonly resume: Resume | undefined },
  recorder: Recorder,
  tell: (event: RunEvent) => void,
  started: (facts: EngineFacts) => Promise<void>,
): Promise<Trained> {
  const { program, plan, dataset, examples, batches, engine } = prepared
  const { stepsPerEpoch } = batches
  const momentAt = (step: number) => {
    const indices = batches.at(step)
    const { stageStep } = stageAt(plan, step)
    return { step, stageStep, stepsPerEpoch, examples: indices, fields: dataset.read(indices) }
  }
  const hear = async (event: TrainEvent): Promise<void> => {
    tell(event)
    await recorder.record(event)
  }
  const looks = looksOf(program, plan, engine, momentAt)
  const began = performance.now()
  let [interrupted, step] = [false, options.resume?.checkpoint.step ?? 0]
  let overhead: number | undefined
  const profile = options.profile
    ? newProfile(`${options.program ?? 'program'} / ${plan.pretext}`)
    : undefined
  try {
    const training = train(plan, dataset, engine, {
      folder,
      examples,
      resume: options.resume,
      signal: options.signal,
      watch: watchOf(program, plan, stepsPerEpoch),
      inspect: looks.look,
      observe: profile?.observe,
    })
    for (;;) {
      const next = await training.next()
      if (next.done) {
        const variables = await valuesAndClose(next.value)
        if (!interrupted) await saveViews(folder, prepared, variables, momentAt(0), recorder)
        return { variables, interrupted, step, seconds: (performance.now() - began) / 1000, overhead }
      }
      const event = next.value
      if (event.is === 'step') step = event.step
      if (event.is === 'interrupted') interrupted = true
      if (event.is === 'end') overhead = event.overhead
      try {
        await hear(event)
        if (event.is !== 'start') continue
        await started(event.engine)
        for (const diagnostic of precisionLacking(program, engine)) {
          await hear({ is: 'alarm', step: event.done, diagnostic })
        }
      } catch (error) {
        // The training closes its session before it lets the error through.
        await training.throw(error)
      }
    }
  } finally {
    await looks.close()
    if (profile) tell({ is: 'profile', path: await profile.write(folder, plan, engine) })
  }
}

/** Writes `views.png` into the run folder, where the program has pictures. */
async function saveViews(
  folder: string,
  prepared: Prepared,
  variables: Values,
  moment: Omit<Moment, 'steps' | 'seed'>,
  recorder: Recorder,
): Promise<void> {
  const png = await viewSheet(prepared, variables, { ...moment, steps: 1, seed: prepared.plan.seed })
  if (!png) return
  await writeAtomically(join(folder, 'views.png'), png)
  await recorder.picture('views', totalSteps(prepared.plan), png)
}

async function valuesAndClose(session: Session): Promise<Values> {
  try {
    return await session.read()
  } finally {
    await session.close()
  }
}

/** `clothes` of `…/clothes.ssl.ts`, for the name of a program among the runs. */
export const programName = (file: string): string => basename(file).replace(/\.ssl(\.\w+)*$|\.\w+$/, '')
