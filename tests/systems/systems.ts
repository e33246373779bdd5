import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { type CallOptions, callDefinition } from '../../src/cli/calling.js'
import { checkModule, configure, elaborate, evaluateModule, librarySource } from '../../src/compiler/index.js'
import type { Values } from '../../src/engines/engine.js'
import { reference } from '../../src/engines/reference/reference.js'
import type { Pretext } from '../../src/program/index.js'
import { writeNpy } from '../../src/runtime/data/npy.js'
import { stageAt } from '../../src/runtime/loop/plan.js'
import { inputsAt } from '../../src/runtime/loop/train.js'
import { prepare } from '../../src/runtime/run/prepare.js'

const folder = fileURLToPath(new URL('../../examples/', import.meta.url))

/** What a definition gives on plain numbers, with the draws of one example and step. */
export async function called(path: string, input: object, key: Partial<CallOptions> = {}) {
  const options = { seed: 1, step: 0, example: 0, training: true, grad: [], engine: reference, ...key }
  return callDefinition(path, { ...input }, options)
}

/** A definition of an example, as `called` takes it: `jigsaw.scramble`. */
export const inExample = (path: string): string => `${folder}${path.replace('.', '.ssl.')}`

/** All numbers of a nested array, in order. */
export const numbers = (value: unknown): number[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : [Number(value)]

/** The parts of a tuple. */
export const parts = (value: unknown): Readonly<Record<string, unknown>> => value as Record<string, unknown>

/** An example of the folder, made small: other settings and other words, and pictures of ours for its data. */
export interface Small {
  readonly file: string
  readonly pretext: string
  readonly set: readonly string[]
  readonly replace?: readonly (readonly [string, string])[]
  /** Of one picture. */
  readonly shape: readonly number[]
  readonly pictures: readonly ArrayLike<number>[]
}

/** All variables before the first of some steps and after each, and what the steps gave. */
export interface Trained {
  readonly variables: readonly Values[]
  readonly metrics: readonly Readonly<Record<string, number>>[]
}

const roots: string[] = []
afterAll(() => Promise.all(roots.map((root) => rm(root, { recursive: true, force: true }))))

/** Trains in float64 through the runtime, `steps` steps. */
export async function trained(small: Small, steps: number): Promise<Trained> {
  const root = mkdtempSync(join(tmpdir(), 'sslang-systems-'))
  roots.push(root)
  const all = Float32Array.from(small.pictures.flatMap((picture) => Array.from(picture)))
  writeFileSync(join(root, 'pictures.npy'), writeNpy(all, [small.pictures.length, ...small.shape]))
  const prepared = await prepare(pretextOf(small), root, { evaluate: false, engine: 'reference' })
  const session = await reference.create(prepared.plan.graph)
  try {
    await session.assign(prepared.plan.initial())
    const variables = [await session.read()]
    const metrics: Record<string, number>[] = []
    for (let step = 0; step < steps; step++) {
      const { stage } = stageAt(prepared.plan, step)
      const outputs = await session.step(stage.function, inputsAt(prepared, step))
      const named = Object.entries(stage.metrics).map(([name, output]) => [
        name,
        Number(outputs[output]?.[0]),
      ])
      metrics.push(Object.fromEntries(named))
      variables.push(await session.read())
    }
    return { variables, metrics }
  } finally {
    await session.close()
  }
}

const written = (file: string): string => readFileSync(join(folder, file), 'utf8')

/** A program that reads our pictures in place of its data. */
const onOurs = (text: string): string =>
  text
    .replace(/^import ".*\.ts".*\n/m, '')
    .replace(/=\s*(render_\w+|folder|idx)\([^)]*\)/g, '= npy("pictures.npy")')

function pretextOf({ file, pretext, set, replace = [] }: Small): Pretext {
  const text = replace.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`${file} has no ${from}`)
    return before.replace(from, to)
  }, written(file))
  const beside = (path: string) => (existsSync(join(folder, path)) ? written(path) : undefined)
  const read = (path: string) => {
    const found = path === file ? text : (librarySource(path) ?? beside(path))
    return found && onOurs(found)
  }
  const { texts, diagnostics } = configure({ read }, file, set)
  const checked = checkModule(file, texts)
  const module = evaluateModule(checked.modules, file)
  const wrong = [...diagnostics, ...checked.diagnostics, ...module.diagnostics]
  if (wrong.length > 0) throw new Error(wrong.map(({ code, message }) => `${code}: ${message}`).join('\n'))
  return module.values.get(pretext) as Pretext
}

/** The variables of a pretext of an example under these settings, by path. */
export function variablesOf(file: string, pretext: string, set: readonly string[]): readonly string[] {
  const read = (path: string) => librarySource(path) ?? written(path)
  const { texts, diagnostics } = configure({ read }, file, set)
  const checked = checkModule(file, texts)
  const elaborated = elaborate(checked.modules, file)
  const wrong = [...diagnostics, ...checked.diagnostics, ...elaborated.diagnostics]
  if (wrong.length > 0) throw new Error(wrong.map(({ code, message }) => `${code}: ${message}`).join('\n'))
  return Object.keys(elaborated.pretexts[pretext]?.variables ?? {})
}

/** The variables of one time whose paths begin so; throws where there are none. */
export function under(values: Values | undefined, ...prefixes: readonly string[]): [string, number[]][] {
  const found = Object.entries(values ?? {})
    .filter(([path]) => prefixes.some((prefix) => path.startsWith(`${prefix}.`)))
    .map(([path, data]): [string, number[]] => [path, Array.from(data)])
  if (found.length === 0) throw new Error(`nothing is under ${prefixes.join(', ')}`)
  return found
}
