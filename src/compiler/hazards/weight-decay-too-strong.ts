import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { settingsOf } from '../../program/pretext/train.js'
import { placeOfSchedule } from '../../program/schedule/make.js'
import { endsOf, isSchedule, type Schedule } from '../../program/schedule/schedule.js'
import type { Facts } from './facts/facts.js'

/** Optimisers whose weight decay alone, w ← (1 − lr · decay) w, leaves nothing of a weight or turns its sign. */
export function weightDecayTooStrong({ notes }: Facts, { requests }: Pretext): Diagnostic[] {
  const { train } = requests
  if (!train) return []
  const stages = notes.stages.length > 0 ? notes.stages : [undefined]
  const settings = stages.map((stage) => settingsOf(train, stage))
  const all = settings.flatMap((one) => [one.optimizer, ...one.optimizers.map(({ optimizer }) => optimizer)])
  return [...new Set(all)].flatMap((optimizer) => {
    // Adam's decay is divided by the size of the gradient, that of LARS scaled to the weight.
    if (optimizer.is !== 'sgd' && optimizer.is !== 'adamw') return []
    const { lr, weight_decay } = optimizer
    const [rate, decay] = [highest(lr), highest(weight_decay)]
    if (rate * decay < 1) return []
    const span = (isSchedule(lr) ? placeOfSchedule(lr) : undefined) ?? train.origin
    return [diagnose('SSL4116', { decay: String(decay), rate: String(rate) }, { span })]
  })
}

const highest = (rate: number | Schedule): number => (isSchedule(rate) ? Math.max(...endsOf(rate)) : rate)
