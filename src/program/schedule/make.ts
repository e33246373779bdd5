import type { Origin } from '../../graph/node.js'
import { currentOrigin } from '../../graph/origin.js'
import { type Duration, steps } from './duration.js'
import type { Schedule } from './schedule.js'

const places = new WeakMap<Schedule, Origin>()

/** Where a schedule stands in the program. */
export const placeOfSchedule = (schedule: Schedule): Origin | undefined => places.get(schedule)

function placed(schedule: Schedule): Schedule {
  const origin = currentOrigin()
  if (origin) places.set(schedule, origin)
  return schedule
}

/** From `from` to `to` along half a cosine, after a linear warm-up; 0 before `start`. */
export function cosine(options: {
  readonly from: number
  readonly to?: number
  readonly warmup?: Duration
  readonly start?: Duration
}): Schedule {
  return placed({ is: 'cosine', to: 0, warmup: steps(0), start: steps(0), ...options })
}

/** From `from` to `to` in a straight line, over the whole run without `over`. */
export function ramp(options: {
  readonly from: number
  readonly to: number
  readonly over?: Duration
}): Schedule {
  return placed({ is: 'ramp', ...options })
}

/** Times `factor` at each of the given moments. */
export function step_decay(options: {
  readonly from: number
  readonly factor?: number
  readonly at: readonly Duration[]
}): Schedule {
  return placed({ is: 'step_decay', factor: 0.1, ...options })
}
