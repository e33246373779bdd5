import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic, Span } from '../../messages/diagnostic.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { settingsOf, type TrainSettings } from '../../program/pretext/train.js'
import type { Duration } from '../../program/schedule/duration.js'
import { placeOfSchedule } from '../../program/schedule/make.js'
import { isSchedule, type Schedule } from '../../program/schedule/schedule.js'
import type { Facts } from './facts/facts.js'

/** Schedules that do not fit the run: of optimisers, and of the pretext's own values where these fit no stage. */
export function schedulesOutsideRun({ build, notes }: Facts, { requests }: Pretext): Diagnostic[] {
  const { train } = requests
  if (!train) return []
  const stepsPerEpoch = epochOf({ build, notes })
  const stages = notes.stages.length > 0 ? notes.stages : [undefined]
  const settings = stages.map((stage) => settingsOf(train, stage))
  const told = new Map<Schedule, Diagnostic>()
  for (const one of settings) {
    for (const schedule of ratesOf(one)) {
      const found = misfit(schedule, { length: one.length, stepsPerEpoch })
      if (found && !told.has(schedule)) told.set(schedule, found)
    }
  }
  for (const { schedule } of build.schedules.values()) {
    const found = settings.map(({ length }) => misfit(schedule, { length, stepsPerEpoch }))
    const [first] = found
    if (first && found.every(Boolean)) told.set(schedule, first)
  }
  return [...told.values()]
}

/** How long a run is, and how many steps an epoch has where that is known. */
export interface Run {
  readonly length: Duration
  readonly stepsPerEpoch: number | undefined
}

/** How many steps an epoch has; undefined before the data is counted. */
export function epochOf({ build, notes }: Pick<Facts, 'build' | 'notes'>): number | undefined {
  const { batch } = notes
  const count = batch && build.facts[batch.data.name]?.count
  return count === undefined || !batch ? undefined : Math.floor(count / batch.size)
}

/** All schedules among the settings of the optimisers. */
function ratesOf({ optimizer, optimizers }: TrainSettings): Schedule[] {
  const all = [optimizer, ...optimizers.map((one) => one.optimizer)]
  return all.flatMap((one) => Object.values<unknown>({ ...one }).filter(isSchedule))
}

function misfit(schedule: Schedule, run: Run): Diagnostic | undefined {
  const span = placeOfSchedule(schedule)
  if (schedule.is === 'cosine') {
    const warm = isLonger([schedule.warmup, schedule.start], run)
    return warm ? longer(schedule, 'the warm-up', [schedule.start, schedule.warmup], run, span) : undefined
  }
  if (schedule.is === 'ramp') {
    const { over } = schedule
    return over && isLonger([over], run) ? longer(schedule, 'the way', [over], run, span) : undefined
  }
  if (schedule.is !== 'step_decay' || schedule.at.length === 0) return undefined
  const first: Run = { ...run, length: { is: 'epochs', count: 1 } }
  if (schedule.at.every((at) => isLonger([at], run) || isEqual(at, run))) {
    return diagnose('SSL4109', { where: 'past' }, { span })
  }
  return schedule.at.every((at) => isShorter(at, first))
    ? diagnose('SSL4109', { where: 'first' }, { span })
    : undefined
}

function longer(
  { is }: Schedule,
  what: string,
  parts: readonly Duration[],
  { length }: Run,
  span: Span | undefined,
): Diagnostic {
  const words = parts.filter(({ count }) => count > 0).map(text)
  return diagnose('SSL4108', { schedule: is, what, length: words.join(' and '), run: text(length) }, { span })
}

const text = ({ is, count }: Duration): string => `${count} ${count === 1 ? is.slice(0, -1) : is}`

/** A length in steps, or in epochs where `unit` says so; undefined where the one cannot be told from the other. */
function measured(
  { is, count }: Duration,
  unit: Duration['is'],
  stepsPerEpoch: number | undefined,
): number | undefined {
  if (is === unit || count === 0) return count
  if (stepsPerEpoch === undefined) return undefined
  return unit === 'steps' ? count * stepsPerEpoch : count / stepsPerEpoch
}

function compared(parts: readonly Duration[], { length, stepsPerEpoch }: Run): number | undefined {
  let sum = 0
  for (const part of parts) {
    const size = measured(part, length.is, stepsPerEpoch)
    if (size === undefined) return undefined
    sum += size
  }
  return sum - length.count
}

/** Whether lengths together are certainly longer than a run. */
export const isLonger = (parts: readonly Duration[], run: Run): boolean => (compared(parts, run) ?? 0) > 0
/** Whether a length is certainly shorter than a run. */
export const isShorter = (part: Duration, run: Run): boolean => (compared([part], run) ?? 0) < 0
const isEqual = (part: Duration, run: Run): boolean => compared([part], run) === 0
