import type { Origin } from '../../graph/node.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { placeOfSchedule } from '../../program/schedule/make.js'
import type { Facts } from './facts/facts.js'

/** Moving copies of which a step keeps less than half; a decay of 0 is a copy of this very step, and meant. */
export function decayTooSmall({ build }: Facts): Diagnostic[] {
  return [...build.decays.values()].flatMap((decay) => {
    if (decay.op === 'constant') {
      const value = decay.data?.[0] ?? 0
      return isSmall(value) ? [told(value, decay.origin)] : []
    }
    const schedule = [...build.schedules.values()].find(({ node }) => node === decay)?.schedule
    if (schedule?.is !== 'ramp' && schedule?.is !== 'cosine') return []
    const span = placeOfSchedule(schedule)
    if (isSmall(schedule.from)) return [told(schedule.from, span)]
    if (schedule.from === 0 || schedule.to >= 0.5) return []
    const instead = `end it at 1, with \`${schedule.is}(${schedule.from}, to: 1)\``
    return [diagnose('SSL4113', { decay: String(schedule.to), instead }, { span })]
  })
}

const isSmall = (decay: number): boolean => decay > 0 && decay < 0.5

const told = (decay: number, span: Origin | undefined): Diagnostic =>
  diagnose(
    'SSL4113',
    { decay: String(decay), instead: `did you mean ${Number((1 - decay).toPrecision(6))}?` },
    { span },
  )
