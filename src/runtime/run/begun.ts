import { fail } from '../../messages/catalogue.js'
import { checkpointsIn, readCheckpoint } from '../checkpoint/checkpoint.js'
import { latestRun } from '../checkpoint/folder.js'
import type { TrainOptions } from '../loop/train.js'
import { type RunRecord, readRecord } from '../record/record.js'
import type { RunOptions } from './options.js'

export type Resume = NonNullable<TrainOptions['resume']>

/** A run that is gone on with. */
export interface Begun {
  readonly folder: string
  readonly resume: Resume
  readonly before: RunRecord
}

/** The run to go on with, if that was asked for: its newest checkpoint and its record. */
export async function begunBefore(pretext: string, options: RunOptions): Promise<Begun | undefined> {
  const { resume, home = process.cwd(), program = 'program' } = options
  if (resume === undefined || resume === false) return undefined
  const folder = resume === true ? await latestRun(home, program, pretext) : resume
  return { folder, resume: await newestCheckpoint(folder, pretext), before: await readRecord(folder) }
}

/** A run goes on with the engine that it began with, for the same bits, unless another is asked for. */
export function engineBefore(
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
