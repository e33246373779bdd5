import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkModule, emit } from '../../src/compiler/index.js'
import type { ResultRow } from '../../src/runtime/index.js'
import { smallFiles, smallProgram } from '../cli/program.js'
import { emitAll } from '../emit/emitted.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'sslang-typescript-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What `program.txt` exports. */
interface Program {
  train(
    home: string,
    pictures: number[][][][],
  ): Promise<{
    readonly folder: string
    readonly loss: number
    readonly brightness: number
    readonly accuracy: number
    readonly tuned: number
    readonly features: number[][]
    readonly again: number[][]
    readonly results: readonly { readonly rows: readonly ResultRow[] }[]
  }>
  mistaken(home: string): Promise<unknown>
  call(
    u: number[][],
    v: number[][],
    picture: number[][][],
  ): Promise<{
    readonly value: number
    readonly slope: Readonly<Record<string, unknown>>
    readonly elsewhere: number
    readonly heads: unknown
    readonly weights: unknown
    readonly views: readonly unknown[]
    readonly second: unknown
  }>
  readonly refused: readonly (() => unknown)[]
}

const source = smallProgram
  .replace('  minimize', '  metric brightness = mean(x)\n  minimize')
  .replace('  knn(', '  fine_tune(labels: 20, epochs: 2)\n  knn(')

/** A user's project: the compiled program with its source map, its data, and a program that imports it. */
beforeAll(async () => {
  const file = 'halves.ssl'
  const { modules, diagnostics } = checkModule(file, { read: (path) => (path === file ? source : undefined) })
  expect(diagnostics).toEqual([])
  const module = modules.get(file)
  if (!module) throw new Error(`${file} was not compiled`)
  const { text, map } = await emit(module, { source })
  const files = {
    ...Object.fromEntries(await emitAll([])),
    ...smallFiles(40),
    'halves.ssl': source,
    'halves.ssl.ts': text,
    'halves.ssl.ts.map': JSON.stringify(map),
    'program.ts': readFileSync(new URL('program.txt', import.meta.url)),
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['*.ts'] }),
  }
  mkdirSync(join(folder, 'std'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
})

const compilerOptions = {
  strict: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  module: 'nodenext',
  target: 'es2023',
  noEmit: true,
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  paths: {
    'sslang/runtime': [join(root, 'src/runtime/index.ts')],
    'sslang/std/*': ['./std/*.ts'],
  },
}

const load = (): Promise<Program> => import(join(folder, 'program.ts')) as Promise<Program>

/** The code and text that a failing call gives. */
async function told(work: () => unknown): Promise<string> {
  try {
    await work()
    return 'nothing'
  } catch (error) {
    return String(error)
  }
}

describe('a TypeScript program that imports an emitted module', () => {
  test('type-checks under strict settings', () => {
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })

  test('trains two steps and embeds pictures', async () => {
    const { train } = await load()
    const picture = (shade: number) =>
      Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (_, j) => [(shade + i + j) / 20]))
    const run = await train(folder, [picture(0), picture(3), picture(5)])
    expect(run.loss).toBeGreaterThan(0)
    expect(run.brightness).toBeGreaterThan(0.2)
    expect(run.brightness).toBeLessThan(0.8)
    expect(run.accuracy).toBeGreaterThan(0.5)
    expect(run.features.map((row) => row.length)).toEqual([16, 16, 16])
    expect(run.features[0]).not.toEqual(run.features[1])
    expect(run.again).toEqual(run.features)
    const features = ['trained', 'untrained', 'raw']
    expect(run.results.map(({ rows }) => rows.map((row) => row.features))).toEqual([
      features.slice(0, 2),
      features,
      features,
    ])
    expect(run.tuned).toBeGreaterThan(0.4)
    expect(existsSync(join(run.folder, 'record.json'))).toBe(true)
    expect(JSON.parse(readFileSync(join(run.folder, 'record.json'), 'utf8'))).toMatchObject({ steps: 2 })
  })

  test('calls definitions on plain arrays', async () => {
    const { call } = await load()
    const u = [
      [1, 0],
      [0, 1],
    ]
    const picture = Array.from({ length: 8 }, (_, i) => Array.from({ length: 8 }, (_, j) => [(i * j) / 64]))
    const { value, slope, elsewhere, heads, weights, views, second } = await call(u, u, picture)
    expect(value).toBeCloseTo(Math.log(Math.exp(2) + 2) - 2, 9)
    expect(slope.value).toBe(value)
    expect(slope).toMatchObject({ u: expect.any(Array), v: expect.any(Array) })
    expect(elsewhere).toBeCloseTo(value, 5)
    expect(heads).toMatchObject([expect.any(Array), expect.any(Array)])
    expect(weights).toMatchObject([expect.any(Array), expect.any(Array)])
    expect(views[1]).toEqual(second)
  })

  test('is told what it gave wrongly', async () => {
    const { mistaken, refused } = await load()
    expect(await told(() => mistaken(folder))).toMatch(
      /SSL5901: .*train\.epoch; did you mean train\.epochs\?/,
    )
    const [temperature, width, range] = refused
    expect(await told(() => temperature?.())).toMatch(/SSL3104: .*temperature/)
    expect(await told(() => width?.())).toMatch(/SSL31\d\d: /)
    expect(await told(() => range?.())).toMatch(/SSL31\d\d: /)
  })
})
