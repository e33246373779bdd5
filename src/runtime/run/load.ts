import { fail } from '../../messages/catalogue.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { checkBelongs, valuesOf } from '../checkpoint/checkpoint.js'
import type { EvaluationResult } from '../evaluate/evaluation.js'
import { totalSteps } from '../loop/plan.js'
import { readMetrics } from '../record/metrics.js'
import { readRecord, writeRecord } from '../record/record.js'
import { newestCheckpoint } from './begun.js'
import type { RunOptions } from './options.js'
import { type Prepared, prepare } from './prepare.js'
import { writeReport } from './report.js'
import { type Finished, judgeIn } from './run.js'

export type LoadOptions = Pick<RunOptions, 'root' | 'engine' | 'device' | 'threads' | 'onEvent' | 'set'>

/**
 * A run folder's newest checkpoint, ready to embed with. Fails with SSL7107 (no checkpoint), SSL7104
 * (damaged), SSL7106 (other parameters).
 */
export async function loadRun(
  pretext: Pretext,
  root: string,
  folder: string,
  options: LoadOptions,
): Promise<Finished> {
  return load(await prepare(pretext, root, { ...options, evaluate: false }), folder)
}

async function load(prepared: Prepared, folder: string): Promise<Finished> {
  const { plan } = prepared
  const { checkpoint, path } = await newestCheckpoint(folder, plan.pretext)
  if (checkpoint.pretext !== plan.pretext) fail('SSL7105', { path })
  // Settings of the training may have changed since: only the variables have to be the same.
  checkBelongs({ ...checkpoint, program: plan.hash }, path, plan.hash, plan.graph.variables)
  const metrics = (await readMetrics(folder)).findLast((line) => 'loss' in line) ?? {}
  const numbers = Object.entries(metrics).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  return {
    folder,
    prepared,
    interrupted: checkpoint.step < totalSteps(plan),
    metrics: Object.fromEntries(numbers),
    evaluation: [],
    variables: valuesOf(checkpoint),
  }
}

/** What the evaluations of a run found, and the report that shows it. */
export interface Judged {
  readonly results: readonly EvaluationResult[]
  readonly report: string
}

/** Runs the program's evaluations on a run folder's newest checkpoint; record and report are renewed. */
export async function judgeRun(
  pretext: Pretext,
  root: string,
  folder: string,
  options: LoadOptions,
): Promise<Judged> {
  const { prepared, variables } = await load(await prepare(pretext, root, options), folder)
  const results = await judgeIn(folder, prepared, variables, options.onEvent ?? (() => undefined))
  const record = { ...(await readRecord(folder)), evaluation: results }
  await writeRecord(folder, record)
  return { results, report: await writeReport(folder, record) }
}
