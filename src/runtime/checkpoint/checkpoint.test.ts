import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Checkpoint,
  checkBelongs,
  checkpointsIn,
  pruneCheckpoints,
  readCheckpoint,
  saveCheckpoint,
} from './checkpoint.js'
import { latestRun, runName, runsOf } from './folder.js'
import { readSafetensors, writeSafetensors } from './safetensors.js'
import { writeAtomically } from './write.js'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sslang-checkpoint-'))
})
afterAll(() => rmSync(root, { recursive: true }))

const failure = (work: () => Promise<unknown>) =>
  work().then(
    () => 'nothing',
    (error: Error) => error.message,
  )
const example = (step: number): Checkpoint => ({
  program: 'abc',
  pretext: 'simclr',
  seed: 3,
  step,
  tensors: {
    'f.conv1.k': { shape: [2, 2], values: Float32Array.of(1, -2, 3, Number.MIN_VALUE) },
    'f.count': { shape: [], values: Int32Array.of(7) },
    exact: { shape: [1], values: Float64Array.of(0.1) },
  },
})

describe('safetensors', () => {
  const tensor = fc.oneof(
    fc.float32Array().map((values) => ({ shape: [values.length], values })),
    fc.float64Array().map((values) => ({ shape: [values.length, 1], values })),
    fc.int32Array().map((values) => ({ shape: [values.length], values })),
    fc.uint8Array().map((values) => ({ shape: [values.length], values })),
  )
  property.prop([fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9._]*$/), tensor)])(
    'what is written is read',
    (tensors) => {
      const read = readSafetensors(writeSafetensors({ tensors, metadata: { step: '1' } }))
      expect(typeof read === 'string' ? read : { ...read.tensors }).toEqual({ ...tensors })
    },
  )

  property.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])(
    'one changed byte never passes unseen',
    (at, change) => {
      const good = writeSafetensors({ tensors: example(1).tensors, metadata: {} })
      const bad = Buffer.from(good)
      const position = at % bad.length
      bad[position] = (bad[position] as number) ^ change
      const read = readSafetensors(bad)
      expect(typeof read === 'string' || JSON.stringify(read) !== JSON.stringify(readSafetensors(good))).toBe(
        true,
      )
    },
  )

  property.prop([fc.uint8Array({ maxLength: 200 })])('any bytes are read or refused', (bytes) => {
    expect(['string', 'object']).toContain(typeof readSafetensors(bytes))
  })
})

describe('checkpoints', () => {
  test('come back as they were', async () => {
    const path = await saveCheckpoint(join(root, 'a'), example(12))
    expect(await readCheckpoint(path)).toEqual(example(12))
    expect(readdirSync(join(root, 'a'))).toEqual(['checkpoint-12.safetensors'])
  })

  test('are listed newest first and pruned', async () => {
    for (const step of [9, 100, 20]) await saveCheckpoint(join(root, 'b'), example(step))
    expect((await checkpointsIn(join(root, 'b'))).map(({ step }) => step)).toEqual([100, 20, 9])
    await pruneCheckpoints(join(root, 'b'), 2)
    expect((await checkpointsIn(join(root, 'b'))).map(({ step }) => step)).toEqual([100, 20])
  })

  test('with any one bit changed are damaged', async () => {
    const path = await saveCheckpoint(join(root, 'bits'), example(1))
    const whole = readFileSync(path)
    const sound = await readCheckpoint(path)
    for (let place = 0; place < whole.length; place++) {
      const changed = Buffer.from(whole)
      changed[place] = (changed[place] as number) ^ (1 << (place % 8))
      writeFileSync(path, changed)
      const read = await readCheckpoint(path).catch((error: Error) => error.message)
      if (typeof read === 'string') expect(read).toContain('SSL7104')
      // The blanks behind the header say nothing.
      else expect(read).toEqual(sound)
    }
  })

  test('that are damaged, absent or of another program are told so', async () => {
    const path = await saveCheckpoint(join(root, 'c'), example(1))
    const whole = readFileSync(path)
    writeFileSync(path, whole.subarray(0, whole.length - 3))
    expect(await failure(() => readCheckpoint(path))).toMatch(/SSL7104: .*cut short/)
    whole[whole.length - 1] = (whole[whole.length - 1] as number) ^ 1
    writeFileSync(path, whole)
    expect(await failure(() => readCheckpoint(path))).toMatch(/SSL7104: .*checksum/)
    expect(await failure(() => readCheckpoint(join(root, 'absent')))).toMatch(/SSL7103/)
    const variables = { 'f.conv1.k': { shape: [2, 2] }, 'f.count': { shape: [] }, exact: { shape: [1] } }
    checkBelongs(example(1), path, 'abc', variables)
    expect(() => checkBelongs(example(1), path, 'abd', variables)).toThrow(/SSL7105/)
    expect(() => checkBelongs(example(1), path, 'abc', { ...variables, exact: { shape: [2] } })).toThrow(
      /SSL7106: .*\[1\] for exact .*\[2\]/,
    )
    expect(() => checkBelongs(example(1), path, 'abc', { ...variables, g: { shape: [2] } })).toThrow(
      /SSL7106/,
    )
  })

  test('a file that cannot be written leaves the old one and no draft', async () => {
    const folder = join(root, 'd')
    mkdirSync(join(folder, 'taken'), { recursive: true })
    expect(await failure(() => writeAtomically(join(folder, 'taken'), 'x'))).toMatch(/SSL7102/)
    expect(readdirSync(folder)).toEqual(['taken'])
  })
})

describe('run folders', () => {
  test('the newest with a checkpoint is the latest', async () => {
    const runs = runsOf(root, 'clothes', 'simclr')
    const time = (second: number) => new Date(2026, 0, 2, 3, 4, second)
    await saveCheckpoint(join(runs, runName(time(1), 0)), example(1))
    await saveCheckpoint(join(runs, runName(time(2), 1)), example(1))
    mkdirSync(join(runs, runName(time(3), 0)))
    expect(await latestRun(root, 'clothes', 'simclr')).toBe(join(runs, '2026-01-02T03.04.02.000-1'))
    expect(await latestRun(root, 'clothes', 'simclr', 0)).toBe(join(runs, '2026-01-02T03.04.01.000-0'))
    expect(await failure(() => latestRun(root, 'clothes', 'byol'))).toMatch(/SSL7107/)
  })
})
