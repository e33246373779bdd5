import { entriesOf, type Field } from './dataset.js'

export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array

/** Values as a file holds them: `count` examples of `shape`, one after the other. */
export interface Stored {
  readonly count: number
  readonly shape: readonly number[]
  readonly values: Numbers
}

const unitBytes = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

/** A reader of one field. Bytes stay bytes in memory; they become 0..1 when they are read as real numbers. */
export function readerOf(stored: Stored, field: Field): (indices: Int32Array) => Float32Array | Int32Array {
  const size = entriesOf(field)
  const { values } = stored
  if (field.kind === 'int')
    return (indices) => gather(values, indices, size, new Int32Array(indices.length * size))
  if (values instanceof Uint8Array && field.kind !== 'bool')
    return (indices) => gatherBytes(values, indices, size)
  return (indices) => gather(values, indices, size, new Float32Array(indices.length * size))
}

function gather<T extends Float32Array | Int32Array>(
  from: Numbers,
  indices: Int32Array,
  size: number,
  to: T,
): T {
  for (let row = 0, at = 0; row < indices.length; row++) {
    const start = (indices[row] as number) * size
    for (let entry = start; entry < start + size; entry++) to[at++] = from[entry] as number
  }
  return to
}

function gatherBytes(from: Uint8Array, indices: Int32Array, size: number): Float32Array {
  const to = new Float32Array(indices.length * size)
  for (let row = 0, at = 0; row < indices.length; row++) {
    const start = (indices[row] as number) * size
    for (let entry = start; entry < start + size; entry++)
      to[at++] = unitBytes[from[entry] as number] as number
  }
  return to
}
