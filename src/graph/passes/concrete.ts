import { isPolynomial, sizeOf } from '../dimension.js'
import type { Attribute } from '../node.js'

/** The attribute with every symbolic dimension as its number. Throws where a symbol has none. */
export function concrete(attribute: Attribute): Attribute {
  if (typeof attribute !== 'object') return attribute
  if (isPolynomial(attribute)) return sizeOf(attribute)
  if (Array.isArray(attribute)) return attribute.map(concrete)
  return concreteRecord(attribute as Readonly<Record<string, Attribute>>)
}

/** All attributes as numbers, with names in order. */
export function concreteRecord(
  attributes: Readonly<Record<string, Attribute | undefined>>,
): Readonly<Record<string, Attribute>> {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    sorted.flatMap(([name, value]) => (value === undefined ? [] : [[name, concrete(value)]])),
  )
}
