import { count } from '../../graph/count.js'
import { fail } from '../../messages/catalogue.js'
import type { Numbers, Stored } from './column.js'
import { entriesOf, type Field } from './dataset.js'
import type { Place } from './place.js'

/**
 * Brings stored examples to the declared type: the same numbers under other axes (`[28, 28]` as
 * `[28, 28, 1]` or `[784]`), a picture with its channels in front turned channels-last. Fails with SSL6010
 * where the sizes differ, SSL6011 where the values are not of the declared kind.
 */
export function fitTo(stored: Stored, field: Field, path: string, place: Place): Stored {
  const held = count(stored.shape)
  if (held !== entriesOf(field)) {
    const found = `[${stored.shape.join(', ')}]`
    fail('SSL6010', { data: place.data, path, declared: `[${field.shape.join(', ')}]`, found }, place)
  }
  if (stored.count === 0) fail('SSL6012', { data: place.data, path }, place)
  checkValues(stored, field, path, place)
  return channelsInFront(stored.shape, field.shape) ? channelsLast(stored, field.shape) : stored
}

function checkValues(stored: Stored, field: Field, path: string, place: Place): void {
  const { values } = stored
  if (values instanceof Uint8Array) return
  const wrong = firstWrong(values, field)
  if (wrong < 0) return
  const value = String(values[wrong])
  const index = Math.floor(wrong / Math.max(1, entriesOf(field)))
  fail('SSL6011', { data: place.data, path, index, value, kind: field.kind }, place)
}

/** The place of the first value that is none of the declared kind; −1 where all are. */
export function firstWrong(values: Numbers, { kind }: Field): number {
  const range = kind === 'image' || kind === 'prob' || kind === 'bool'
  for (let entry = 0; entry < values.length; entry++) {
    const value = values[entry] as number
    if (!Number.isFinite(value)) return entry
    if (range && (value < 0 || value > 1)) return entry
    if (kind === 'int' && !Number.isInteger(value)) return entry
  }
  return -1
}

function channelsInFront(held: readonly number[], declared: readonly number[]): boolean {
  if (held.length !== 3 || declared.length !== 3) return false
  const [height, width, channels] = declared
  const same = held.every((size, axis) => size === declared[axis])
  return !same && held[0] === channels && held[1] === height && held[2] === width
}

function channelsLast(stored: Stored, shape: readonly number[]): Stored {
  const [height = 1, width = 1, channels = 1] = shape
  const plane = height * width
  const values = stored.values.slice()
  for (let example = 0; example < stored.count; example++) {
    const start = example * plane * channels
    for (let pixel = 0; pixel < plane; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        values[start + pixel * channels + channel] = stored.values[start + channel * plane + pixel] as number
      }
    }
  }
  return { ...stored, shape, values }
}
