import type { Progress } from '../../program/schedule/value.js'
import { scheduleValue } from '../../program/schedule/value.js'
import type { StepProgram } from '../../program/step/program.js'

/** A moving copy and how slowly it follows, by the step. */
export interface Decay {
  readonly path: string
  readonly value: (progress: Progress) => number
}

/** The moving copies whose decay is scheduled: one entry for each schedule, by its first copy. */
export function decaysOf({ graph, schedules, variables, stages }: StepProgram): Decay[] {
  const found = new Map<string, Decay>()
  for (const { function: name } of stages) {
    const updates = graph.functions[name]?.updates ?? {}
    for (const [path, { role }] of Object.entries(variables)) {
      // The update of a copy is decay · copy + (1 − decay) · followed.
      const decay = role === 'ema' ? updates[path]?.inputs[0]?.inputs[0] : undefined
      const input = decay?.op === 'input' ? String(decay.attributes.name) : ''
      const schedule = schedules[input]
      if (schedule && !found.has(input)) {
        found.set(input, { path, value: (progress) => scheduleValue(schedule, progress) })
      }
    }
  }
  return [...found.values()]
}
