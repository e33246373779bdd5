import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { crc32c } from './crc32c.js'
import { appendMetrics, readMetrics, truncateMetrics } from './metrics.js'
import { appendScalars, beginEvents, eventFile } from './tensorboard.js'

const root = mkdtempSync(join(tmpdir(), 'sslang-record-'))
afterAll(() => rmSync(root, { recursive: true }))

test('CRC-32C has the published check values', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
})

test('event files are frames of events', async () => {
  const time = new Date(1000)
  const path = eventFile(root, time)
  await beginEvents(path, time)
  await appendScalars(path, time, 300, { loss: 0.5 })
  const bytes = readFileSync(path)
  const length = Number(bytes.readBigUInt64LE(0))
  expect(bytes.subarray(12, 12 + length).toString('latin1')).toContain('brain.Event:2')
  const second = bytes.subarray(12 + length + 4)
  const body = second.subarray(12, 12 + Number(second.readBigUInt64LE(0)))
  // double 1 of 1 s; varint 2 of 300; message 5 of message 1 of text 1 "loss" and float 2 of 0.5
  expect(body.toString('hex')).toBe('09000000000000f03f10ac022a0d0a0b0a046c6f7373150000003f')
  expect(second.length).toBe(12 + body.length + 4)
})

test('metrics are appended, read, and cut to go on', async () => {
  for (const step of [1, 2, 3]) await appendMetrics(root, { step, epoch: 1, loss: step / 2 })
  appendFileSync(join(root, 'metrics.jsonl'), '{"step": 4, "lo')
  expect((await readMetrics(root)).map(({ loss }) => loss)).toEqual([0.5, 1, 1.5])
  await truncateMetrics(root, 2)
  expect((await readMetrics(root)).map(({ step }) => step)).toEqual([1, 2])
})
