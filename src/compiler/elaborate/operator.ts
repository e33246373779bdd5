import {
  type Dimension,
  differ,
  div,
  equal,
  isPolynomial,
  minus,
  plus,
  times,
} from '../../graph/dimension.js'
import { fail } from '../../messages/catalogue.js'
import type { CoreOperator } from '../core.js'
import { numberOf, Undecidable } from './undecidable.js'

/**
 * The operators of TypeScript on static values: numbers, truth values, strings, and symbolic
 * dimensions in place of numbers. `&&` and `||` are not among them, since they do not always read
 * their right side.
 */
export type StrictOperator = Exclude<CoreOperator, '&&' | '||'>

/** Throws `Undecidable` where symbols without numbers decide. */
export function operate(operator: StrictOperator, left: unknown, right: unknown): unknown {
  if (typeof left === 'number' && typeof right === 'number') return onNumbers[operator](left, right)
  if (isDimension(left) && isDimension(right)) return onDimensions[operator](left, right)
  if (operator === '===') return left === right
  if (operator === '!==') return left !== right
  return fail('SSL3000', { what: `${operator} on values that are not static` })
}

/** A number or a symbolic dimension. */
export const isDimension = (value: unknown): value is Dimension =>
  typeof value === 'number' || isPolynomial(value)

export function negate(value: unknown): unknown {
  if (typeof value === 'number') return -value
  return isDimension(value)
    ? times(-1, value)
    : fail('SSL3000', { what: 'a minus before a value that is not static' })
}

/** A truth value that decides an `if`. */
export function decided(value: unknown): boolean {
  return typeof value === 'boolean' ? value : fail('SSL3000', { what: 'a condition that is not static' })
}

const onNumbers: Readonly<Record<StrictOperator, (a: number, b: number) => number | boolean>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '**': (a, b) => a ** b,
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

const onDimensions: Readonly<Record<StrictOperator, (a: Dimension, b: Dimension) => Dimension | boolean>> = {
  '+': plus,
  '-': minus,
  '*': times,
  '/': quotient,
  '**': power,
  '===': same,
  '!==': (a, b) => !same(a, b),
  '<': (a, b) => difference(a, b) < 0,
  '<=': (a, b) => difference(a, b) <= 0,
  '>': (a, b) => difference(a, b) > 0,
  '>=': (a, b) => difference(a, b) >= 0,
}

/** Exact where the divisor divides every term; else the number. */
function quotient(a: Dimension, b: Dimension): Dimension {
  const whole = div(a, b)
  return equal(times(whole, b), a) ? whole : numberOf(a) / numberOf(b)
}

function power(a: Dimension, b: Dimension): Dimension {
  if (typeof b !== 'number' || !Number.isInteger(b) || b < 0 || b > 8) return numberOf(a) ** numberOf(b)
  return Array.from({ length: b }, () => a).reduce(times, 1)
}

function same(a: Dimension, b: Dimension): boolean {
  if (equal(a, b)) return true
  return differ(a, b) ? false : difference(a, b) === 0
}

/** The difference as a number, whatever the symbols are or with their numbers here. */
function difference(a: Dimension, b: Dimension): number {
  const rest = minus(a, b)
  if (typeof rest === 'number') return rest
  if (rest.value === undefined) throw new Undecidable(rest)
  return rest.value
}
