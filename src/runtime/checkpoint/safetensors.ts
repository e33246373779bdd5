import { createHash } from 'node:crypto'
import { count } from '../../graph/count.js'

/** Values of a tensor as a checkpoint keeps them. */
export type TensorValues = Float32Array | Float64Array | Int32Array | Uint8Array

export interface Tensor {
  readonly shape: readonly number[]
  readonly values: TensorValues
}

export interface TensorFile {
  readonly tensors: Readonly<Record<string, Tensor>>
  readonly metadata: Readonly<Record<string, string>>
}

interface HeaderEntry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

/** The name of the checksum among the metadata: SHA-256 of the header without it and of the values. */
export const checksum = 'sha256'

const arrays = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U8: Uint8Array } as const

/** Types that files of others have: bytes of an element, and the elements as we hold them. */
const foreign: Readonly<Record<string, readonly [number, (buffer: ArrayBuffer) => TensorValues]>> = {
  BF16: [2, (buffer) => Float32Array.from(new Uint16Array(buffer), bfloat16)],
  F16: [2, (buffer) => Float32Array.from(new Uint16Array(buffer), float16)],
  I64: [8, (buffer) => Float64Array.from(new BigInt64Array(buffer), Number)],
}

const word = new DataView(new ArrayBuffer(4))

/** The upper half of a float32. */
function bfloat16(bits: number): number {
  word.setUint32(0, bits << 16)
  return word.getFloat32(0)
}

/** IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction. */
function float16(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
  const sign = bits >> 15 ? -1 : 1
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}

/** A file in the safetensors format (https://github.com/huggingface/safetensors), tensors in order of name. */
export function writeSafetensors(file: TensorFile): Buffer {
  const header: Record<string, HeaderEntry | Record<string, string>> = {}
  const bodies: Buffer[] = []
  let at = 0
  for (const [name, { shape, values }] of sorted(file.tensors)) {
    header[name] = { dtype: typeOf(values), shape, data_offsets: [at, at + values.byteLength] }
    bodies.push(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
    at += values.byteLength
  }
  const body = Buffer.concat(bodies)
  header.__metadata__ = { ...file.metadata, [checksum]: sumOf(header, file.metadata, body) }
  const text = Buffer.from(JSON.stringify(header))
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')])
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  return Buffer.concat([length, padded, body])
}

/**
 * Reads a safetensors file of F32, F64, I32, U8, F16, BF16 and I64 tensors. Gives the reason as text where the file is no
 * such file, is cut short, or does not have the checksum that it names.
 */
export function readSafetensors(content: Uint8Array): TensorFile | string {
  // A copy starts at an address that every element type can be viewed at.
  const bytes = Buffer.from(content)
  if (bytes.length < 8) return 'it is cut short'
  const length = Number(bytes.readBigUInt64LE(0))
  if (length > bytes.length - 8) return 'it is cut short, or no safetensors file'
  const header = parsed(bytes.subarray(8, 8 + length).toString('utf8'))
  if (!header) return 'its header is no JSON object'
  const body = new Uint8Array(bytes.subarray(8 + length))
  const { __metadata__: metadata = {}, ...entries } = header
  const tensors: Record<string, Tensor> = {}
  for (const [name, entry] of Object.entries(entries)) {
    const tensor = tensorOf(entry, body)
    if (typeof tensor === 'string') return `tensor ${name} ${tensor}`
    tensors[name] = tensor
  }
  const own = metadata as Record<string, string>
  const { [checksum]: expected, ...rest } = own
  if (expected !== undefined && expected !== sumOf(entries, rest, body)) return 'its checksum is another'
  return { tensors, metadata: own }
}

const sumOf = (entries: object, metadata: object, body: Uint8Array): string =>
  createHash('sha256')
    .update(JSON.stringify([entries, metadata]))
    .update(body)
    .digest('hex')

function tensorOf(entry: unknown, body: Uint8Array): Tensor | string {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<HeaderEntry>
  const array = arrays[dtype as keyof typeof arrays]
  const [size, decode] = array
    ? [array.BYTES_PER_ELEMENT, (buffer: ArrayBuffer) => new array(buffer)]
    : (foreign[dtype ?? ''] ?? [])
  if (!size || !decode || !Array.isArray(shape) || !Array.isArray(offsets)) return 'is of an unknown type'
  const [start = 0, end = 0] = offsets
  if (!(start >= 0) || end - start !== count(shape) * size) return 'does not have the size of its shape'
  if (end > body.length) return 'is cut short'
  return { shape, values: decode(body.slice(start, end).buffer) }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function typeOf(values: TensorValues): keyof typeof arrays {
  if (values instanceof Float32Array) return 'F32'
  if (values instanceof Float64Array) return 'F64'
  return values instanceof Int32Array ? 'I32' : 'U8'
}

const sorted = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
