import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic, Span } from '../../messages/diagnostic.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { settingsOf } from '../../program/pretext/train.js'
import { placeOfSchedule } from '../../program/schedule/make.js'
import { endsOf, isSchedule } from '../../program/schedule/schedule.js'
import type { Facts } from './facts/facts.js'
import { placeOf } from './place.js'

/** Constants of the program, and numbers of its optimisers, that are 0 or infinite in 32-bit floating point. */
export function numberOutOfRange(facts: Facts, pretext: Pretext): Diagnostic[] {
  const constants = facts.nodes.flatMap((node) =>
    node.op === 'constant' && node.type === 'f32' ? outOfRange(node.data ?? [], placeOf(facts, node)) : [],
  )
  return [...constants, ...ratesOutOfRange(facts, pretext)]
}

function ratesOutOfRange({ notes }: Facts, { requests }: Pretext): Diagnostic[] {
  const { train } = requests
  if (!train) return []
  const stages = notes.stages.length > 0 ? notes.stages : [undefined]
  const settings = stages.map((stage) => settingsOf(train, stage))
  const all = settings.flatMap((one) => [one.optimizer, ...one.optimizers.map(({ optimizer }) => optimizer)])
  const rates = new Set(all.flatMap((one) => Object.values<unknown>({ ...one })))
  return [...rates].flatMap((rate) => {
    if (isSchedule(rate)) return outOfRange(endsOf(rate), placeOfSchedule(rate) ?? train.origin)
    return typeof rate === 'number' ? outOfRange([rate], train.origin) : []
  })
}

/** The first of them that becomes another number. */
function outOfRange(numbers: ArrayLike<number>, span: Span | undefined): Diagnostic[] {
  const bad = Array.from(numbers).find((value) => Number.isFinite(value) && changes(value))
  if (bad === undefined) return []
  const becomes = Math.fround(bad) === 0 ? 'zero' : 'infinite'
  return [diagnose('SSL4110', { number: String(bad), becomes }, { span })]
}

const changes = (value: number): boolean =>
  !Number.isFinite(Math.fround(value)) || (value !== 0 && Math.fround(value) === 0)
