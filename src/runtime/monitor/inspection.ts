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

/** Of the prototypes that random embeddings would use, the share below which most lie idle. */
const leastUse = 0.25

/** Prototypes by their path → to how many embeddings each is the nearest. Told where few serve for all. */
export function idlePrototypes(
  pretext: string,
  step: number,
  nearest: Readonly<Record<string, ArrayLike<number>>>,
): Diagnostic[] {
  return Object.entries(nearest).flatMap(([path, counts]) => {
    const each = Array.from(counts)
    const count = each.length
    const used = each.filter((hits) => hits > 0).length
    const embeddings = each.reduce((sum, hits) => sum + hits, 0)
    // As many as embeddings at random would be nearest to.
    const usual = count * (1 - (1 - 1 / count) ** embeddings)
    return used < leastUse * usual
      ? [diagnose('SSL7310', { pretext, step, path, used, count, embeddings })]
      : []
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
