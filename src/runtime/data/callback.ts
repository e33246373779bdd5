import { fail } from '../../messages/catalogue.js'
import { type Dataset, entriesOf, type Field } from './dataset.js'
import { firstWrong } from './fit.js'
import { type Labels, numbered, worded } from './labels.js'
import type { Place } from './place.js'

/** Numbers in any nesting: what a TypeScript source may give for one value. */
export type Nested = number | boolean | ArrayLike<number> | readonly Nested[]

/** What a TypeScript data source returns. */
export interface Examples {
  readonly count: number
  /** One example: its value, or for a tuple a record of its values by name (or a list in their order). */
  read(index: number): Nested | Readonly<Record<string, Nested>>
  /** The class of an example: a whole number from 0, or a word. */
  label?(index: number): number | string
}

/**
 * Data made by a TypeScript function. Fails with SSL6017 (no such functions), SSL6018 (a wrong example) or
 * SSL6009 (a label that is no class).
 */
export function fromExamples(
  examples: Examples,
  fields: readonly Field[],
  source: string,
  place: Place,
): Dataset {
  const usable = Number.isInteger(examples?.count) && typeof examples?.read === 'function'
  if (!usable) fail('SSL6017', { data: place.data, source }, place)
  if (examples.count < 1) fail('SSL6012', { data: place.data, path: source }, place)
  const labelled = examples.label ? labelsOf(examples, examples.label, source, place) : undefined
  return {
    name: place.data,
    count: examples.count,
    fields,
    read: (indices) => {
      const filled = fields.map((field) => {
        const size = indices.length * entriesOf(field)
        return field.kind === 'int' ? new Int32Array(size) : new Float32Array(size)
      })
      indices.forEach((index, row) => {
        readOne(index, row, filled)
      })
      return filled
    },
    labels: labelled?.labels,
    classes: labelled?.classes,
  }

  function readOne(index: number, row: number, filled: readonly (Float32Array | Int32Array)[]): void {
    const example = guarded(() => examples.read(index), `read(${index}) of ${source}(…)`, place)
    fields.forEach((field, position) => {
      const size = entriesOf(field)
      const given = new Float64Array(size)
      const value = partOf(example, field, position, fields.length)
      const count = value === undefined ? 0 : fill(given, value, 0)
      const wrong = count === size ? firstWrong(given, field) : 0
      if (wrong < 0) {
        filled[position]?.set(given, row * size)
        return
      }
      const found = count === size ? `the value ${given[wrong]}` : `${count} numbers`
      const declared = `${field.kind}[${field.shape.join(', ')}]${field.name ? ` ${field.name}` : ''}`
      fail('SSL6018', { data: place.data, source, index, declared, needed: size, found }, place)
    })
  }
}

/** What a function of the user gives; SSL6024 with its own words where it throws. */
export function guarded<T>(work: () => T, call: string, place: Place): T {
  const told = (cause: unknown): never => {
    const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    return fail('SSL6024', { data: place.data, call, what }, place)
  }
  try {
    const made = work()
    return made instanceof Promise ? (made.catch(told) as T) : made
  } catch (cause) {
    return told(cause)
  }
}

function partOf(
  example: Nested | Readonly<Record<string, Nested>>,
  field: Field,
  position: number,
  parts: number,
): Nested | undefined {
  if (field.name === undefined && parts === 1) return isRecord(example) ? undefined : example
  if (isRecord(example)) return example[field.name ?? '']
  return Array.isArray(example) ? (example as readonly Nested[])[position] : undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, Nested>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** Writes nested numbers one after the other; gives how many there are after `at`, also those beyond the end. */
function fill(to: Float64Array, value: Nested, at: number): number {
  if (typeof value === 'number' || typeof value === 'boolean') {
    if (at < to.length) to[at] = Number(value)
    return at + 1
  }
  if (typeof value !== 'object' || value === null) return at
  if (value instanceof Float32Array || value instanceof Float64Array) {
    if (at + value.length <= to.length) to.set(value, at)
    return at + value.length
  }
  let next = at
  for (let index = 0; index < value.length; index++) next = fill(to, value[index] as Nested, next)
  return next
}

function labelsOf(
  examples: Examples,
  label: (index: number) => number | string,
  source: string,
  place: Place,
): Labels {
  const given = Array.from({ length: examples.count }, (_, index) =>
    guarded(() => label.call(examples, index), `label(${index}) of ${source}(…)`, place),
  )
  const numbers = given.every((one) => typeof one === 'number')
  return numbers ? numbered(given, source, place) : worded(given.map(String))
}
