import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import { afterAll, describe, expect, test } from 'vitest'
import { initialValues } from '../../program/step/initial-values.js'
import type { VariableInfo } from '../../program/step/program.js'
import { saveCheckpoint } from './checkpoint.js'
import { initialFrom, type TensorSource } from './init.js'
import { readSafetensors, type Tensor, writeSafetensors } from './safetensors.js'

const folder = mkdtempSync(join(tmpdir(), 'sslang-init-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(tensors: Record<string, Tensor>): string {
  const path = join(folder, 'weights.safetensors')
  writeFileSync(path, writeSafetensors({ tensors, metadata: {} }))
  return path
}

const parameter = (shape: readonly number[]): VariableInfo => ({
  role: 'parameter',
  shape,
  type: 'f32',
  initial: { is: 'fill', value: 7 },
})
const target: VariableInfo = { ...parameter([2]), role: 'ema', initial: { is: 'copy', of: 'f.b' } }
const variables = { 'f.W': parameter([2, 3]), 'f.b': parameter([2]), 'target.b': target }
const W = { shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) }
const b = { shape: [2], values: Float32Array.of(8, 9) }

const started = (tensors: Record<string, Tensor>, names?: Record<string, TensorSource>) =>
  initialFrom({ variables }, { path: fileOf(tensors), ...(names && { names }) })

describe('weights from a file', () => {
  test('are those of the same name, and the others start as they are declared', async () => {
    const given = await started({ 'f.b': b, other: W })
    expect(given).toEqual({ 'f.b': b.values })
    expect(initialValues({ variables }, 0, given)).toEqual({
      'f.W': Float32Array.of(7, 7, 7, 7, 7, 7),
      'f.b': b.values,
      'target.b': b.values,
    })
  })
  test('may bear other names and have their axes in another order', async () => {
    const names = { 'f.b': 'bias', 'f.W': { from: 'weight', axes: [1, 0] } }
    expect(await started({ bias: b, weight: W }, names)).toEqual({
      'f.b': b.values,
      'f.W': Float32Array.of(1, 3, 5, 2, 4, 6),
    })
  })
  test('are those of the newest checkpoint of a run', async () => {
    const checkpoint = { program: 'p', pretext: 'p', seed: 0 }
    const moment = { shape: [2], values: Float32Array.of(1, 1) }
    for (const [step, values] of [
      [9, W.values],
      [10, b.values],
    ] as const) {
      const tensors = { 'f.b': { shape: [values.length], values }, 'optimizer.m.f.b': moment }
      await saveCheckpoint(folder, { ...checkpoint, step, tensors })
    }
    // What the optimiser kept is corrected for the steps it was made in, and those begin anew.
    const slot: VariableInfo = { ...parameter([2]), role: 'optimizer' }
    const program = { variables: { ...variables, 'optimizer.m.f.b': slot } }
    expect(await initialFrom(program, { path: folder })).toEqual({ 'f.b': b.values })
  })
  property.prop([fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 })])(
    'are moved entry by entry, whatever the order of axes',
    async (axes) => {
      const shape = [2, 3, 4, 5]
      const values = Float32Array.from({ length: 120 }, (_, at) => at)
      const sizes = axes.map((axis) => shape[axis] ?? 0)
      const given = await initialFrom(
        { variables: { k: parameter(sizes) } },
        { path: fileOf({ t: { shape, values } }), names: { k: { from: 't', axes } } },
      )
      const expected = new Float32Array(120)
      for (let at = 0; at < 120; at++) {
        const index = [Math.floor(at / 60), Math.floor(at / 20) % 3, Math.floor(at / 5) % 4, at % 5]
        const place = axes.reduce((sum, axis) => sum * (shape[axis] ?? 0) + (index[axis] ?? 0), 0)
        expected[place] = at
      }
      expect(given.k).toEqual(expected)
    },
  )
  test.each<[string, Record<string, Tensor>, Record<string, TensorSource> | undefined, RegExp]>([
    ['an unknown parameter', { bias: b }, { 'f.B': 'bias' }, /SSL7109: .*f\.B.*did you mean f\.b/],
    ['an unknown tensor', { bias: b }, { 'f.b': 'bais' }, /SSL7110: .*no tensor bais; did you mean bias/],
    ['nothing of that name', { bias: b }, undefined, /SSL7111: .*bias.*f\.W.*--init-names/],
    ['another shape', { W }, { 'f.W': 'W' }, /SSL7106: .*\[3, 2\] for f\.W .*\[2, 3\]/],
    ['a wrong order', { W }, { 'f.W': { from: 'W', axes: [0, 0] } }, /SSL7113: .*\[0, 0\] of W .* 2 axes/],
  ])('with %s are refused', async (_, tensors, names, message) => {
    await expect(started(tensors, names)).rejects.toThrow(message)
  })
})

/** A safetensors file of one tensor, from its bytes. */
function raw(dtype: string, length: number, bytes: Uint8Array): Tensor | undefined {
  const header = JSON.stringify({ t: { dtype, shape: [length], data_offsets: [0, bytes.length] } })
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(header.length))
  const file = readSafetensors(Buffer.concat([size, Buffer.from(header), bytes]))
  return typeof file === 'string' ? undefined : file.tensors.t
}

test('half precision and long integers of other programs are read', () => {
  const halves = Uint8Array.from([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c])
  expect([...(raw('F16', 4, halves)?.values ?? [])]).toEqual([1, -2, 2 ** -24, Number.POSITIVE_INFINITY])
  expect([...(raw('BF16', 2, Uint8Array.from([0x80, 0x3f, 0x40, 0xc0]))?.values ?? [])]).toEqual([1, -3])
  expect([...(raw('I64', 1, Uint8Array.from([5, 1, 0, 0, 0, 0, 0, 0]))?.values ?? [])]).toEqual([261])
})
