import { checkBounds } from '../definition/configuration.js'
import type { Options } from '../definition/type.js'
import { endsOf, isSchedule } from '../schedule/schedule.js'
import type { Rate } from './optimizer.js'

/** Throws where a setting of an optimiser lies outside its bound; a schedule is checked at both ends. */
export function checkRates(name: string, bounds: Options, rates: Readonly<Record<string, Rate>>): void {
  for (const [argument, rate] of Object.entries(rates)) {
    for (const end of isSchedule(rate) ? endsOf(rate) : [rate]) checkBounds({ name, argument }, bounds, end)
  }
}

export const share: Options = { inside: { low: 0, high: 1 } }
export const belowOne: Options = { atLeast: 0, below: 1 }
export const notNegative: Options = { atLeast: 0 }
