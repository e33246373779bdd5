import { basename, join } from 'node:path'
import type { EngineFacts, Values } from '../../engines/engine.js'
import { fail } from '../../messages/catalogue.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { runName, runsOf } from '../checkpoint/folder.js'
import type { Init } from '../checkpoint/init.js'
import { machineText } from '../engine/machine.js'
import { checkPrecision } from '../engine/precision.js'
import type { EvaluationResult } from '../evaluate/evaluation.js'
import type { Metrics } from '../loop/event.js'
import { newProfile } from '../profile/profile.js'
import { type RunRecord, writeRecord } from '../record/record.js'
import { versions } from '../record/versions.js'
import { andThen } from './and-then.js'
import { begunBefore, engineBefore } from './begun.js'
import type { RunEvent } from './event.js'
import { judge } from './judge.js'
import type { RunOptions } from './options.js'
import { type Prepared, prepare } from './prepare.js'
import { openRecorder } from './recorder.js'
import { writeReport } from './report.js'
import { trainIn } from './training.js'

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
    before ? { ...options, ...engineBefore(before, options) } : options,
  )
  checkPrecision(prepared.program, prepared.engine)
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
  const profile = options.profile
    ? newProfile(`${options.program ?? 'program'} / ${prepared.plan.pretext}`)
    : undefined
  const { signal } = options
  const trained = await andThen(
    () => trainIn(folder, prepared, { recorder, tell, started, resume, signal, profile }),
    async () => {
      if (profile) tell({ is: 'profile', ...(await profile.write(folder, prepared.plan, prepared.engine)) })
    },
  )
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
  const { program, tuning, plan, engine, judgements } = prepared
  return judge(judgements, {
    program,
    tuning,
    engine,
    trained: variables,
    seed: plan.seed,
    folder,
    onEvent,
    signal,
  })
}

/** How many parameters start from a file: names that fit only in part are easily overlooked. */
function initEvent({ program, given }: Prepared, { path }: Init): RunEvent {
  const parameters = Object.keys(program.variables).filter(
    (one) => program.variables[one]?.role === 'parameter',
  )
  return { is: 'init', path, given: parameters.filter((one) => one in given).length, of: parameters.length }
}

function newFolder({ plan }: Prepared, { home = process.cwd(), program = 'program' }: RunOptions): string {
  return join(runsOf(home, program, plan.pretext), runName(new Date(), plan.seed))
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

/** `clothes` of `…/clothes.ssl.ts`, for the name of a program among the runs. */
export const programName = (file: string): string => basename(file).replace(/\.ssl(\.\w+)*$|\.\w+$/, '')
