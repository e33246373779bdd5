import { appendFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { crc32c } from './crc32c.js'

/*
 * TensorBoard event files: TFRecord frames around `Event` messages (tensorflow/core/util/event.proto),
 * of which only a few fields are needed, so they are encoded here.
 */

/** A PNG to show beside the curves. */
export interface ShownImage {
  readonly width: number
  readonly height: number
  readonly png: Uint8Array
}

/** A new event file's path in a run folder. */
export const eventFile = (folder: string, time: Date): string =>
  join(folder, `events.out.tfevents.${Math.floor(time.getTime() / 1000)}.${hostname()}.${process.pid}`)

/** Begins an event file, which readers know by its first record. */
export function beginEvents(path: string, time: Date): Promise<void> {
  return appendFile(path, record(event(time, [field(3, text('brain.Event:2'))])))
}

/** Adds numbers of one step. */
export function appendScalars(
  path: string,
  time: Date,
  step: number,
  values: Readonly<Record<string, number>>,
): Promise<void> {
  const summaries = Object.entries(values).map(([tag, value]) =>
    field(1, message([field(1, text(tag)), float(2, value)])),
  )
  return appendFile(path, record(event(time, [varintField(2, step), field(5, message(summaries))])))
}

/** Adds a picture of one step. */
export function appendImage(
  path: string,
  time: Date,
  step: number,
  tag: string,
  image: ShownImage,
): Promise<void> {
  const encoded = message([
    varintField(1, image.height),
    varintField(2, image.width),
    varintField(3, 3),
    field(4, Buffer.from(image.png)),
  ])
  const summary = message([field(1, message([field(1, text(tag)), field(4, encoded)]))])
  return appendFile(path, record(event(time, [varintField(2, step), field(5, summary)])))
}

const event = (time: Date, fields: readonly Buffer[]): Buffer =>
  message([double(1, time.getTime() / 1000), ...fields])

/** Length, masked checksum of the length, content, masked checksum of the content. */
function record(content: Buffer): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(content.length))
  return Buffer.concat([length, masked(length), content, masked(content)])
}

function masked(bytes: Buffer): Buffer {
  const crc = crc32c(bytes)
  const result = Buffer.alloc(4)
  result.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0)
  return result
}

const message = (fields: readonly Buffer[]): Buffer => Buffer.concat(fields)
const text = (value: string): Buffer => Buffer.from(value, 'utf8')

/** A field of bytes, text or a message (wire type 2). */
const field = (number: number, content: Buffer): Buffer =>
  Buffer.concat([varint((number << 3) | 2), varint(content.length), content])

const varintField = (number: number, value: number): Buffer =>
  Buffer.concat([varint(number << 3), varint(value)])

function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(value)
  return Buffer.concat([varint((number << 3) | 1), bytes])
}

function float(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return Buffer.concat([varint((number << 3) | 5), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Buffer.from([...bytes, rest])
}
