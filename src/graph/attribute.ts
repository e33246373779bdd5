import { type Dimension, isPolynomial } from './dimension.js'
import type { Attribute, ElementType } from './node.js'
import type { Attributes } from './op.js'
import { mistake } from './refuse.js'

const missing = (name: string, kind: string): never => mistake(`attribute ${name} is no ${kind}`)

export function isDimension(value: Attribute | undefined): value is Dimension {
  return typeof value === 'number' || isPolynomial(value)
}

export function dimension(attributes: Attributes, name: string): Dimension {
  const value = attributes[name]
  return isDimension(value) ? value : missing(name, 'dimension')
}

export function dimensions(attributes: Attributes, name: string): readonly Dimension[] {
  const value = attributes[name]
  return Array.isArray(value) && value.every(isDimension) ? value : missing(name, 'list of dimensions')
}

export function number(attributes: Attributes, name: string): number {
  const value = attributes[name]
  return typeof value === 'number' ? value : missing(name, 'number')
}

export function numbers(attributes: Attributes, name: string): readonly number[] {
  const value = attributes[name]
  return Array.isArray(value) && value.every((item) => typeof item === 'number')
    ? value
    : missing(name, 'list of numbers')
}

export function text(attributes: Attributes, name: string): string {
  const value = attributes[name]
  return typeof value === 'string' ? value : missing(name, 'text')
}

export function flag(attributes: Attributes, name: string): boolean {
  return attributes[name] === true
}

export function elementType(attributes: Attributes, name: string): ElementType {
  const value = attributes[name]
  return value === 'f32' || value === 'int' || value === 'bool' ? value : missing(name, 'element type')
}

/** A record of dimensions; empty where the attribute is absent. */
export function sizes(attributes: Attributes, name: string): Readonly<Record<string, Dimension>> {
  const value = attributes[name] ?? {}
  if (typeof value !== 'object' || Array.isArray(value) || isPolynomial(value)) return missing(name, 'record')
  const entries: [string, Attribute][] = Object.entries(value)
  return Object.fromEntries(
    entries.map(([key, size]) => [key, isDimension(size) ? size : missing(`${name}.${key}`, 'dimension')]),
  )
}
