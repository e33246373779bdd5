import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { settingsOf } from '../../program/pretext/train.js'
import { placeOfSchedule } from '../../program/schedule/make.js'
import type { Facts } from './facts/facts.js'
import { epochOf, isShorter } from './schedules.js'

/** Moving copies whose decay is 1 before the run ends. */
export function decayReachesOne(facts: Facts, { requests }: Pretext): Diagnostic[] {
  const { build } = facts
  const length = settingsOf(requests.train, facts.notes.stages[0]).length
  return [...build.decays.values()].flatMap((decay) => {
    if (decay.op === 'constant')
      return decay.data?.[0] === 1 ? [diagnose('SSL4107', {}, { span: decay.origin })] : []
    const schedule = [...build.schedules.values()].find(({ node }) => node === decay)?.schedule
    if (schedule?.is !== 'ramp' && schedule?.is !== 'cosine') return []
    const span = placeOfSchedule(schedule)
    const whole = schedule.from === 1 && schedule.to === 1
    const early = schedule.is === 'ramp' && schedule.to === 1 && schedule.over !== undefined
    const run = { length, stepsPerEpoch: epochOf(facts) }
    const before = early && schedule.is === 'ramp' && schedule.over && isShorter(schedule.over, run)
    return whole || before ? [diagnose('SSL4107', {}, { span })] : []
  })
}
