import type { Duration } from './duration.js'

/** An `f32` number that changes with the step. Plain data. */
export type Schedule =
  | {
      readonly is: 'cosine'
      readonly from: number
      readonly to: number
      readonly warmup: Duration
      readonly start: Duration
    }
  | { readonly is: 'ramp'; readonly from: number; readonly to: number; readonly over?: Duration }
  | {
      readonly is: 'step_decay'
      readonly from: number
      readonly factor: number
      readonly at: readonly Duration[]
    }
  /** 1 − βᵗ for the step t counted from 1: what running means of an optimiser that began at 0 lack. */
  | { readonly is: 'correction'; readonly beta: number | Schedule }

/** Tells a schedule from other values. */
export function isSchedule(value: unknown): value is Schedule {
  return typeof value === 'object' && value !== null && 'is' in value && kinds.has(String(value.is))
}

const kinds: ReadonlySet<string> = new Set(['cosine', 'ramp', 'step_decay', 'correction'])

/** The smallest and largest value of a schedule: where bounds are checked. */
export function endsOf(schedule: Schedule): readonly [number, number] {
  if (schedule.is === 'step_decay') {
    const last = schedule.from * schedule.factor ** schedule.at.length
    return [Math.min(schedule.from, last), Math.max(schedule.from, last)]
  }
  if (schedule.is === 'correction') return [0, 1]
  const values = [schedule.from, schedule.to]
  // A warm-up begins at 0, and so it is before a later start.
  if (schedule.is === 'cosine' && schedule.warmup.count + schedule.start.count > 0) values.push(0)
  return [Math.min(...values), Math.max(...values)]
}
