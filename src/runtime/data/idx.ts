import { count as entries } from '../../graph/count.js'
import { fail } from '../../messages/catalogue.js'
import type { Numbers, Stored } from './column.js'
import type { Place } from './place.js'

interface Element {
  readonly bytes: number
  readonly read: (view: DataView, at: number) => number
  readonly array: new (length: number) => Numbers
}

/** The element types of the IDX format (LeCun, the MNIST page); numbers are big-endian. */
const elements: Readonly<Record<number, Element>> = {
  8: { bytes: 1, read: (view, at) => view.getUint8(at), array: Uint8Array },
  9: { bytes: 1, read: (view, at) => view.getInt8(at), array: Int8Array },
  11: { bytes: 2, read: (view, at) => view.getInt16(at), array: Int16Array },
  12: { bytes: 4, read: (view, at) => view.getInt32(at), array: Int32Array },
  13: { bytes: 4, read: (view, at) => view.getFloat32(at), array: Float32Array },
  14: { bytes: 8, read: (view, at) => view.getFloat64(at), array: Float64Array },
}

/** Whether a file starts as an IDX file does: two zero bytes, an element type, a number of axes. */
export function isIdx(content: Buffer): boolean {
  return (
    content.length >= 4 && content.readUInt16BE(0) === 0 && (content[2] ?? 0) in elements && content[3] !== 0
  )
}

/** Reads an IDX file. Fails with SSL6004 (not one), SSL6005 (too short or too long). */
export function parseIdx(content: Buffer, path: string, place: Place): Stored {
  const element = elements[content[2] ?? 0]
  if (!isIdx(content) || !element) {
    return fail('SSL6004', { data: place.data, path, format: 'IDX', source: 'idx' }, place)
  }
  const rank = content[3] as number
  const start = 4 + 4 * rank
  if (content.length < start) tooShort(path, place, start, content.length)
  const [count = 0, ...shape] = Array.from({ length: rank }, (_, axis) => content.readUInt32BE(4 + 4 * axis))
  const length = count * entries(shape)
  const needed = start + length * element.bytes
  if (content.length !== needed) tooShort(path, place, needed, content.length)
  return { count, shape, values: valuesOf(content.subarray(start), element, length) }
}

function valuesOf(body: Buffer, element: Element, length: number): Numbers {
  if (element.array === Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, length)
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const values = new element.array(length)
  for (let entry = 0; entry < length; entry++) values[entry] = element.read(view, entry * element.bytes)
  return values
}

function tooShort(path: string, place: Place, needed: number, found: number): never {
  return fail('SSL6005', { data: place.data, path, needed, found }, place)
}
