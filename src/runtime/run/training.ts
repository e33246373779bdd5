import { join } from 'node:path'
import type { EngineFacts, Session, Values } from '../../engines/engine.js'
import { writeAtomically } from '../checkpoint/write.js'
import type { TrainEvent } from '../loop/event.js'
import { stageAt, totalSteps } from '../loop/plan.js'
import { train } from '../loop/train.js'
import type { Profile } from '../profile/profile.js'
import { andThen } from './and-then.js'
import type { Resume } from './begun.js'
import type { RunEvent } from './event.js'
import type { Moment } from './plan.js'
import type { Prepared } from './prepare.js'
import type { Recorder } from './recorder.js'
import { viewSheet } from './views.js'
import { looksOf, watchOf } from './watch.js'

/** Who is told of a training, and what it goes on from. */
export interface TrainingOptions {
  readonly recorder: Recorder
  readonly tell: (event: RunEvent) => void
  /** Hears what computes. */
  readonly started: (facts: EngineFacts) => Promise<void>
  readonly resume: Resume | undefined
  readonly signal: AbortSignal | undefined
  readonly profile: Profile | undefined
}

/** How a training ended. */
interface Ended {
  readonly interrupted: boolean
  readonly step: number
  readonly overhead: number | undefined
}

export interface Trained extends Ended {
  readonly variables: Values
  readonly seconds: number
}

/** Trains what was prepared, in a run folder. */
export async function trainIn(
  folder: string,
  prepared: Prepared,
  options: TrainingOptions,
): Promise<Trained> {
  const { program, plan, dataset, examples, batches, engine } = prepared
  const { resume, signal, profile, recorder } = options
  const { stepsPerEpoch } = batches
  const momentAt = (step: number) => {
    const indices = batches.at(step)
    const { stageStep } = stageAt(plan, step)
    return { step, stageStep, stepsPerEpoch, examples: indices, fields: dataset.read(indices) }
  }
  const looks = looksOf(program, plan, engine, momentAt)
  const began = performance.now()
  return andThen(async () => {
    const training = train(plan, dataset, engine, {
      folder,
      examples,
      resume,
      signal,
      watch: watchOf(program, plan, stepsPerEpoch),
      inspect: looks.look,
      observe: profile?.observe,
    })
    const { session, ...ended } = await heard(training, options)
    const variables = await valuesAndClose(session)
    if (!ended.interrupted) await saveViews(folder, prepared, variables, momentAt(0), recorder)
    return { ...ended, variables, seconds: (performance.now() - began) / 1000 }
  }, looks.close)
}

/** Passes on and records all that a training tells, to its end. */
async function heard(
  training: AsyncGenerator<TrainEvent, Session>,
  { recorder, tell, started, resume }: TrainingOptions,
): Promise<Ended & { readonly session: Session }> {
  let ended: Ended = { interrupted: false, step: resume?.checkpoint.step ?? 0, overhead: undefined }
  for (;;) {
    const next = await training.next()
    if (next.done) return { ...ended, session: next.value }
    const event = next.value
    if (event.is === 'step') ended = { ...ended, step: event.step }
    if (event.is === 'interrupted') ended = { ...ended, interrupted: true }
    if (event.is === 'end') ended = { ...ended, overhead: event.overhead }
    try {
      tell(event)
      await recorder.record(event)
      if (event.is === 'start') await started(event.engine)
    } catch (error) {
      // The training closes its session before it lets the error through.
      await training.throw(error)
    }
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
