import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Metrics } from '../loop/event.js'

/** A number of things that a loss may be guessing among. */
export interface Guess {
  readonly size: number
  /** `the 4096 keys` */
  readonly among: string
}

export interface AlarmFacts {
  readonly pretext: string
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  readonly guesses: readonly Guess[]
}

/** Steps that a number has to stay where it is before it is told. */
const patience = 100
/** Steps from which on a loss that never changed is told. */
const constantAfter = 20
/** A gradient norm this many times the usual one has exploded. */
const explosion = 1000

/** An accuracy from which on a task looks too easy. */
export const suspicious = 0.995

/** Looks at the metrics of every step and tells each alarm once. */
export function alarmsOf(facts: AlarmFacts): (step: number, metrics: Metrics) => Diagnostic[] {
  const told = new Set<string>()
  const losses: number[] = []
  const norms: number[] = []
  const accuracies: number[] = []
  const { pretext } = facts

  return (step, metrics) => {
    const { loss, gradient_norm: norm, accuracy } = metrics
    const alarms = [
      ...(loss === undefined ? [] : [constant(step, loss), guessing(step, loss)]),
      ...(norm === undefined ? [] : [exploded(step, norm)]),
      ...(accuracy === undefined ? [] : [shortcut(step, accuracy)]),
    ]
    return alarms
      .filter((alarm) => alarm !== undefined && !told.has(alarm.code))
      .map((alarm) => {
        told.add((alarm as Diagnostic).code)
        return alarm as Diagnostic
      })
  }

  function constant(step: number, loss: number): Diagnostic | undefined {
    keep(losses, loss, patience)
    const same = losses.length >= constantAfter && losses.every((other) => other === loss)
    return same ? diagnose('SSL7301', { pretext, step, loss }) : undefined
  }

  function guessing(step: number, loss: number): Diagnostic | undefined {
    if (losses.length < patience) return undefined
    const guess = facts.guesses.find(
      ({ size }) => size > 1 && losses.every((other) => near(other, Math.log(size))),
    )
    return guess && diagnose('SSL7302', { pretext, step, loss, ...guess })
  }

  function exploded(step: number, norm: number): Diagnostic | undefined {
    const usual = median(norms)
    keep(norms, norm, patience)
    const big = norms.length > constantAfter && usual > 0 && norm > explosion * usual
    return big ? diagnose('SSL7303', { pretext, step, norm, usual }) : undefined
  }

  function shortcut(step: number, accuracy: number): Diagnostic | undefined {
    keep(accuracies, accuracy, constantAfter)
    const early = isEarly(step, facts)
    const perfect = accuracies.length >= constantAfter && accuracies.every((other) => other >= suspicious)
    return early && perfect ? diagnose('SSL7304', { pretext, step, accuracy }) : undefined
  }
}

/** The first two epochs, and of a short run the first fifth. */
export const isEarly = (
  step: number,
  { stepsPerEpoch, totalSteps }: Omit<AlarmFacts, 'guesses' | 'pretext'>,
): boolean => step <= Math.min(2 * stepsPerEpoch, 0.2 * totalSteps)

/** Within one percent. */
const near = (value: number, other: number): boolean => Math.abs(value - other) <= 0.01 * Math.abs(other)

function keep(values: number[], value: number, most: number): void {
  values.push(value)
  if (values.length > most) values.shift()
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0
