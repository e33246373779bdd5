import { count as entries } from '../../graph/count.js'
import { fail } from '../../messages/catalogue.js'
import type { Numbers, Stored } from './column.js'
import type { Place } from './place.js'

interface Element {
  readonly bytes: number
  readonly read: (view: DataView, at: number, little: boolean) => number
  readonly array: new (length: number) => Numbers
}

const elements: Readonly<Record<string, Element>> = {
  b1: { bytes: 1, read: (view, at) => view.getUint8(at), array: Int8Array },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at), array: Uint8Array },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at), array: Int8Array },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little), array: Uint16Array },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little), array: Int16Array },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little), array: Uint32Array },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little), array: Int32Array },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)), array: Float64Array },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)), array: Float64Array },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little), array: Float32Array },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little), array: Float64Array },
}

const magic = Buffer.from('\x93NUMPY', 'latin1')

/** Whether a file starts as a NumPy array file does. */
export function isNpy(content: Buffer): boolean {
  return content.subarray(0, magic.length).equals(magic)
}

/** Reads a NumPy array file, version 1 to 3, in C order. Fails with SSL6004, SSL6005 or SSL6006. */
export function parseNpy(content: Buffer, path: string, place: Place): Stored {
  const { data } = place
  if (!isNpy(content)) return fail('SSL6004', { data, path, format: 'NumPy', source: 'npy' }, place)
  const wide = (content[6] ?? 1) > 1
  if (content.length < 12) return fail('SSL6005', { data, path, needed: 12, found: content.length }, place)
  const start = wide ? 12 + content.readUInt32LE(8) : 10 + content.readUInt16LE(8)
  const header = content.subarray(wide ? 12 : 10, start).toString('latin1')
  const type = /'descr':\s*'([<>|=]?)(\w+)'/.exec(header)
  const axes = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]
  const element = elements[type?.[2] ?? '']
  if (!element || axes === undefined || /'fortran_order':\s*True/.test(header)) {
    return fail('SSL6006', { data, path, header: header.trim() }, place)
  }
  const [count = 1, ...shape] = axes
    .split(',')
    .filter((axis) => axis.trim() !== '')
    .map(Number)
  const length = count * entries(shape)
  const needed = start + length * element.bytes
  if (content.length !== needed) return fail('SSL6005', { data, path, needed, found: content.length }, place)
  return { count, shape, values: valuesOf(content.subarray(start), element, length, type?.[1] !== '>') }
}

function valuesOf(body: Buffer, element: Element, length: number, little: boolean): Numbers {
  if (element.array === Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, length)
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const values = new element.array(length)
  for (let entry = 0; entry < length; entry++)
    values[entry] = element.read(view, entry * element.bytes, little)
  return values
}

/** A NumPy file (version 1, little-endian float32, C order) of values of a shape. */
export function writeNpy(values: Float32Array, shape: readonly number[]): Buffer {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${axes}), }`
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11, ' ').concat('\n')
  const head = Buffer.alloc(10)
  magic.copy(head)
  head.writeUInt8(1, 6)
  head.writeUInt16LE(padded.length, 8)
  const body = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return Buffer.concat([head, Buffer.from(padded, 'latin1'), body])
}
