import type { Values } from '../../engines/engine.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { Features } from '../evaluate/features.js'
import type { Inspection } from '../loop/train.js'
import { spreadOf } from './collapse.js'

/** Below this deviation (of about 1 for embeddings that fill the sphere), or this rank, all are nearly one. */
const leastDeviation = 0.05
const leastRank = 1.5

/** The parameters that have exactly the values that they had before. */
export function unmoved(before: Values, now: Values, parameters: readonly string[]): string[] {
  return parameters.filter((path) => {
    const [old, current] = [before[path], now[path]]
    return old !== undefined && current !== undefined && old.every((value, entry) => value === current[entry])
  })
}

/**
 * Alarms and numbers of one look at the trained values. Only models that are judged later can collapse in the
 * sense of the alarm: what a decoder gives may well be alike.
 */
export function inspectionOf(
  pretext: string,
  step: number,
  features: Readonly<Record<string, Features>>,
  judged: readonly string[],
  still: readonly string[],
): Inspection {
  const alarms: Diagnostic[] = []
  const values: Record<string, number> = {}
  for (const [model, own] of Object.entries(features)) {
    const { deviation, effectiveRank, uniformity } = spreadOf(own)
    values[`${model}.std`] = deviation
    values[`${model}.effective_rank`] = effectiveRank
    values[`${model}.uniformity`] = uniformity
    const flat = deviation < leastDeviation || effectiveRank < leastRank
    if (flat && judged.includes(model)) {
      alarms.push(
        diagnose('SSL7305', { pretext, step, model, deviation, rank: effectiveRank, size: own.size }),
      )
    }
  }
  if (still.length > 0) alarms.push(diagnose('SSL7306', { pretext, step, paths: still }))
  return { values, alarms }
}
