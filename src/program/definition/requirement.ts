import { isPolynomial, numberOf } from '../../graph/dimension.js'
import { refuse } from '../report.js'
import { describe } from './configuration.js'

/**
 * Throws with the writer's own words, and with the values of the names in the condition, where a static
 * condition does not hold.
 */
export function requirement(
  condition: boolean,
  message: string,
  given: Readonly<Record<string, unknown>> = {},
): void {
  if (condition) return
  const known = (value: unknown): unknown => (isPolynomial(value) ? (numberOf(value) ?? value) : value)
  const values = Object.entries(given).map(([name, value]) => `${name} = ${describe(known(value))}`)
  refuse('SSL3116', { message: values.length > 0 ? `${message} (${values.join(', ')})` : message })
}
