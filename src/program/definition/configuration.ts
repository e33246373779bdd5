import { type Dimension, isPolynomial, numberOf, show } from '../../graph/dimension.js'
import { nearest } from '../../messages/nearest.js'
import { callable } from '../model/callable.js'
import { mistake, refuse } from '../report.js'
import { isDuration } from '../schedule/duration.js'
import { endsOf, isSchedule } from '../schedule/schedule.js'
import { isTensor, type TensorLike, tensor } from '../tensor/value.js'
import { type Bindings, bindAxes, knownOf, type Place } from './binding.js'
import type { Information } from './information.js'
import type { Callable, Options, Type } from './type.js'

/**
 * The configuration of a use of a definition: given values and defaults, in declared order, checked
 * against types and bounds. Throws where a value is missing, unknown or outside.
 */
export function configure(
  { name, configuration }: Pick<Information, 'name' | 'configuration'>,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  for (const argument of Object.keys(given)) {
    if (!Object.hasOwn(configuration, argument)) {
      refuse('SSL3114', { name, argument, nearest: nearest(argument, Object.keys(configuration)) ?? '' })
    }
  }
  const bindings: Bindings = new Map()
  const values: Record<string, unknown> = {}
  for (const [argument, type] of Object.entries(configuration)) {
    const value = givenOr({ name, argument }, type, given, bindings)
    checkValue({ name, argument }, type, value, bindings)
    values[argument] = type.kind === 'fn' ? callable(value as Callable) : value
    if (!bindings.has(argument)) bindings.set(argument, value)
  }
  return values
}

function givenOr(
  place: Place,
  type: Type,
  given: Readonly<Record<string, unknown>>,
  bindings: Bindings,
): unknown {
  const value = given[place.argument]
  if (value !== undefined) return value
  const preset = type.options.default
  if (preset === undefined) return refuse('SSL3115', { ...place })
  return typeof preset === 'function' ? (preset as (known: unknown) => unknown)(knownOf(bindings)) : preset
}

function checkValue(place: Place, type: Type, value: unknown, bindings: Bindings): void {
  if (type.axes) {
    if (!Array.isArray(value) && !isTensor(value)) wrong(place, 'a list or tensor', value)
    bindAxes(place, type, shapeOf(value as TensorLike), bindings)
    for (const item of [value].flat(Number.POSITIVE_INFINITY))
      if (typeof item === 'number') checkBounds(place, type.options, item)
  } else if (type.kind === 'range') checkRange(place, type.options, value)
  else if (type.kind === 'fn') {
    if (typeof value !== 'function') wrong(place, 'a model or function', value)
  } else if (type.kind === 'string' || type.kind === 'bool') {
    const expected = type.kind === 'string' ? 'string' : 'boolean'
    if (typeof value !== expected) wrong(place, type.kind === 'string' ? 'a text' : 'true or false', value)
  } else if (type.kind === 'duration') {
    if (!isDuration(value)) wrong(place, 'a duration such as 2 epochs', value)
  } else checkNumber(place, type, value)
}

function checkNumber(place: Place, type: Type, value: unknown): void {
  const whole = type.kind === 'int'
  if (isSchedule(value) && !whole) {
    for (const end of endsOf(value)) checkBounds(place, type.options, end)
    return
  }
  if (isTensor(value) && !whole) return
  if (typeof value !== 'number' && !isPolynomial(value))
    wrong(place, whole ? 'a whole number' : 'a number', value)
  const number = numberOf(value)
  if (number === undefined) return
  if (whole && !Number.isInteger(number)) wrong(place, 'a whole number', value)
  checkBounds(place, type.options, number)
}

function checkRange(place: Place, options: Options, value: unknown): void {
  const range = value as { readonly low: Dimension; readonly high: Dimension }
  if (typeof value !== 'object' || value === null || !('low' in value && 'high' in value)) {
    wrong(place, 'a range such as 0.2..1.0', value)
  }
  const [low, high] = [numberOf(range.low), numberOf(range.high)]
  if (low === undefined || high === undefined) return
  if (low > high) wrong(place, 'a range from low to high', `${low}..${high}`)
  checkBounds(place, options, low)
  checkBounds(place, options, high)
}

/** Throws where a number lies outside the bound of its argument. */
export function checkBounds(place: Place, bounds: Options, value: number): void {
  const { above, atLeast, below, atMost, inside } = bounds
  const outside = (bound: string): never => refuse('SSL3104', { ...place, bound, given: String(value) })
  if (Number.isNaN(value)) outside('a number')
  if (above !== undefined && !(value > above)) outside(`above ${above}`)
  if (atLeast !== undefined && !(value >= atLeast)) outside(`at least ${atLeast}`)
  if (below !== undefined && !(value < below)) outside(`below ${below}`)
  if (atMost !== undefined && !(value <= atMost)) outside(`at most ${atMost}`)
  if (inside && !(value >= inside.low && value <= inside.high)) outside(`in ${inside.low}..${inside.high}`)
}

function wrong(place: Place, expected: string, value: unknown): never {
  return refuse('SSL3105', { ...place, expected, given: describe(value) })
}

/** A value in the words of a message. */
export function describe(value: unknown): string {
  if (isPolynomial(value)) return show(value)
  if (isSchedule(value)) return 'a schedule'
  if (isTensor(value)) return 'a tensor'
  if (typeof value === 'function') return 'a model or function'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** The shape of a list or tensor; lists of tensors and of numbers alike. */
export function shapeOf(value: TensorLike): readonly Dimension[] {
  if (isTensor(value)) return value.shape
  if (!Array.isArray(value)) return []
  const [first] = value as readonly TensorLike[]
  if (first === undefined) return [0]
  const flat = (value as readonly unknown[]).flat(Number.POSITIVE_INFINITY)
  const plain = flat.every((item) => typeof item === 'number' || typeof item === 'boolean')
  return plain ? [value.length, ...shapeOf(first)] : tensor(value as TensorLike).shape
}

/** Configuration lists and tensors bind dimensions before the data does. */
export function bindConfiguration(
  information: Information,
  values: Readonly<Record<string, unknown>>,
): Bindings {
  const bindings: Bindings = new Map()
  for (const [argument, type] of Object.entries(information.configuration)) {
    const value = values[argument]
    if (type.axes)
      bindAxes({ name: information.name, argument }, type, shapeOf(value as TensorLike), bindings)
    if (!bindings.has(argument)) bindings.set(argument, value ?? mistake(`no value for ${argument}`))
  }
  return bindings
}
