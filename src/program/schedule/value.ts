import { stepsOf } from './duration.js'
import type { Schedule } from './schedule.js'

/** Where in a run (of a stage) a value is asked for. */
export interface Progress {
  /** Finished steps, counted from 0. */
  readonly step: number
  /** All steps of the run. */
  readonly steps: number
  readonly stepsPerEpoch: number
}

/** The value of a schedule during a step. */
export function scheduleValue(schedule: number | Schedule, progress: Progress): number {
  if (typeof schedule === 'number') return schedule
  switch (schedule.is) {
    case 'cosine':
      return cosineValue(schedule, progress)
    case 'ramp':
      return rampValue(schedule, progress)
    case 'step_decay':
      return decayValue(schedule, progress)
    case 'correction':
      return 1 - scheduleValue(schedule.beta, progress) ** (progress.step + 1)
  }
}

/** to + ½ (from − to)(1 + cos(π t / T)) after a linear warm-up; 0 before the start. */
function cosineValue(
  { from, to, warmup, start }: Extract<Schedule, { is: 'cosine' }>,
  { step, steps, stepsPerEpoch }: Progress,
): number {
  const first = stepsOf(start, stepsPerEpoch)
  const warm = stepsOf(warmup, stepsPerEpoch)
  const t = step - first
  if (t < 0) return 0
  if (t < warm) return (from * t) / warm
  const length = steps - first - warm
  const share = length > 0 ? Math.min(1, (t - warm) / length) : 0
  return to + 0.5 * (from - to) * (1 + Math.cos(Math.PI * share))
}

function rampValue({ from, to, over }: Extract<Schedule, { is: 'ramp' }>, progress: Progress): number {
  const length = over ? stepsOf(over, progress.stepsPerEpoch) : progress.steps
  const share = length > 0 ? Math.min(1, progress.step / length) : 1
  return from + (to - from) * share
}

function decayValue(
  { from, factor, at }: Extract<Schedule, { is: 'step_decay' }>,
  progress: Progress,
): number {
  const passed = at.filter((place) => progress.step >= stepsOf(place, progress.stepsPerEpoch))
  return from * factor ** passed.length
}
