import type { Acceptance, Outcome, Property } from './acceptance.js'

/** What a property asks for, what was got over the seeds, and whether it holds. */
export interface Judged {
  readonly property: string
  readonly required: string
  readonly got: string
  readonly holds: boolean
}

/** Judges all properties of a system by the outcomes of each seed. A property holds by the mean over the seeds. */
export const judged = (
  { properties }: Acceptance,
  seeds: readonly Readonly<Record<string, Outcome>>[],
): Judged[] =>
  properties.map((property) => {
    const values = seeds.map((outcomes) => property.of(outcomes))
    const { mean, deviation } = spread(values)
    return {
      property: property.property,
      required: requiredText(property),
      got: values.length > 1 ? `${digits(mean)} ± ${digits(deviation)}` : digits(mean),
      holds: mean >= (property.atLeast ?? -Infinity) && mean <= (property.atMost ?? Infinity),
    }
  })

/** Mean and sample standard deviation. */
export function spread(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 }
}

function requiredText({ property, atLeast, atMost }: Property): string {
  const bounds = [
    ...(atLeast === undefined ? [] : [`≥ ${digits(atLeast)}`]),
    ...(atMost === undefined ? [] : [`≤ ${digits(atMost)}`]),
  ]
  if (bounds.length === 0) throw new Error(`nothing is required: ${property}`)
  return bounds.join(', ')
}

/** Three digits that count. */
const digits = (value: number): string => {
  const size = Math.abs(value)
  if (size === 0 || !Number.isFinite(size)) return String(value)
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(size))))
}
