import { beforeAll, expect, it } from 'vitest'
import { buildPackage, folderWith, sslang } from './package.js'
import { smallFiles, smallProgram } from './program.js'

beforeAll(buildPackage)

interface Told {
  readonly parameters: { readonly all: number; readonly models: Readonly<Record<string, number>> }
  readonly memory: Readonly<Record<string, number>>
  readonly data: Readonly<Record<string, unknown>>
  readonly stages: readonly { readonly steps?: number; readonly flops: number }[]
  readonly engines: readonly { readonly engine: string; readonly how?: string; readonly seconds?: number }[]
}

function planned(files: Readonly<Record<string, string | Uint8Array>>, ...args: readonly string[]): Told {
  const { code, stdout, stderr } = sslang(folderWith(files), 'plan', 'halves.ssl', '--json', ...args)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  return JSON.parse(stdout)[0]
}

it('says what a training takes', () => {
  const { parameters, memory, data, stages, engines } = planned(smallFiles())
  // 64 pixels and a bias for each of 16; a layer of 16 and one of 8 above.
  const [f, g] = [65 * 16, 17 * 16 + 17 * 8]
  expect(parameters).toEqual({ all: f + g, models: { f, g } })
  expect(memory).toMatchObject({ parameters: 4 * (f + g), optimizer: 2 * 4 * (f + g), state: 0 })
  expect(memory.tensors).toBeGreaterThan(2 * 16 * 64)
  // A fifth is held out.
  expect(data).toEqual({ name: 'halves', examples: 64, stepsPerEpoch: 4 })
  expect(stages).toMatchObject([{ steps: 8 }])
  // Forward and, but for the pictures, backward twice; then the 32 × 32 similarities.
  expect(stages[0]?.flops).toBeGreaterThan(2 * 32 * (2 * 64 * 16 + 3 * (16 * 16 + 16 * 8)))
  const onnx = engines.find(({ engine }) => engine === 'onnx')
  expect(onnx).toMatchObject({ how: 'measured' })
  expect(onnx?.seconds).toBeGreaterThan(0)
})

it('does without the data', () => {
  const folder = folderWith({ 'halves.ssl': smallProgram })
  const told = sslang(folder, 'plan', 'halves.ssl').stdout
  expect(told).toMatch(/run +of unknown length; data halves: there is no "images.gz"/)
  expect(told).toMatch(/onnx cpu +\S+ ms a step, [\d,]+ examples\/s, measured by a few steps on noise/)
  const { data, stages } = planned({ 'halves.ssl': smallProgram.replace('epochs: 2', 'steps: 30') })
  expect(data).toEqual({ name: 'halves', problem: expect.stringContaining('images.gz') })
  expect(stages).toMatchObject([{ steps: 30 }])
})

it('takes settings, and refuses what is no program', () => {
  expect(planned(smallFiles(), '--set', 'train.epochs=5').stages).toMatchObject([{ steps: 20 }])
  const none = folderWith({ 'empty.ssl': 'import std.encoders\nmodel f = resnet(widths: [4])\n' })
  expect(sslang(none, 'plan', 'empty.ssl').stderr).toContain('SSL8010')
})
