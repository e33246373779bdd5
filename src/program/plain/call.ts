import type { Configured } from '../definition/information.js'
import { plainProgram, plainResult, splitKey } from './evaluate.js'

/** A definition computed at once on plain arrays, in float64. */
export function plainCall(configured: Configured, given: readonly unknown[]): unknown {
  const { data, key } = splitKey(given)
  return plainResult(plainProgram(configured, data, { key }))
}
