import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../src/engines/engine.js'
import { readSafetensors } from '../src/runtime/checkpoint/safetensors.js'
import { type Dataset, everything } from '../src/runtime/data/dataset.js'
import { openData } from '../src/runtime/data/open.js'
import { rawFeatures } from '../src/runtime/evaluate/encode.js'
import { evaluate, type FeatureSet } from '../src/runtime/evaluate/evaluate.js'
import type { Evaluation, EvaluationResult } from '../src/runtime/evaluate/evaluation.js'
import type { Features } from '../src/runtime/evaluate/features.js'

/** What features reach, in percent of the test images. */
export interface Reached {
  readonly knn: number
  readonly probe: number
}

/** A recipe, trained and judged. */
export interface Trained {
  readonly trained: Reached
  readonly untrained: Reached
  /** The data themselves, where the same process judged them. */
  readonly raw?: Reached
  /** Of training alone. */
  readonly seconds: number
  /** Of what computed. */
  readonly version: string
}

const evaluations: readonly Evaluation[] = [
  { is: 'knn', k: 20, temperature: 0.07 },
  { is: 'linear_probe', epochs: 300, lr: 0.05, l2: 1e-3 },
]

/** The images that are fitted on and tested on. */
export interface Clothes {
  readonly fit: Dataset
  readonly test: Dataset
}

export async function clothes(): Promise<Clothes> {
  const open = (part: string): Promise<Dataset> => {
    const source = { is: 'idx', path: `${part}-images.gz`, labels: `${part}-labels.gz` } as const
    const fields = [{ kind: 'image', shape: [28, 28, 1] }] as const
    return openData({ name: part, fields, source }, 'examples/data/fashion')
  }
  return { fit: await open('train'), test: await open('test') }
}

/** What a run reached with some of the features that it judged. */
function reachedIn(results: readonly EvaluationResult[], features: FeatureSet['name']): Reached {
  const accuracy = (evaluation: Evaluation['is']): number => {
    const result = results.find((one) => one.evaluation === evaluation)
    const row = result?.rows.find((one) => one.features === features)
    return 100 * (row?.values.accuracy ?? Number.NaN)
  }
  return { knn: accuracy('knn'), probe: accuracy('linear_probe') }
}

/** Judges features by the code that judges them at the end of `sslang train`. */
async function judged(engine: Engine, { fit, test }: Clothes, sets: readonly FeatureSet[]) {
  const samples = {
    fit: { dataset: fit, examples: everything(fit) },
    test: { dataset: test, examples: everything(test) },
  }
  const results: EvaluationResult[] = []
  for (const evaluation of evaluations) {
    const names = { pretext: 'quality', model: 'f', seed: 0, folder: '.' }
    // Features are judged: there is no network that labels could train.
    const tuned = () => Promise.reject(new Error(`${evaluation.is} trains a network`))
    results.push(await evaluate(evaluation, { ...names, ...samples, engine, sets, tuned }))
  }
  return results
}

/** What the data themselves reach. */
export async function rawReached(engine: Engine, { fit, test }: Clothes): Promise<Reached> {
  const features = (data: Dataset): Features => rawFeatures(data, everything(data))
  const set = { name: 'raw', fit: features(fit), test: features(test) } as const
  return reachedIn(await judged(engine, { fit, test }, [set]), 'raw')
}

/** What a process printed. Fails with the last line of its errors. */
function printed(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = spawn(command, args, { env: { ...process.env, ...env } })
  let [text, errors] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => {
      if (code === 0) done(text)
      else fail(new Error(errors.trim().split('\n').at(-1) || `it ended with ${code}`))
    })
  })
}

/** What `sslang train --json` says of a run. */
type Said =
  | {
      readonly is: 'start'
      readonly folder: string
      readonly engine: { readonly versions: Readonly<Record<string, string>> }
    }
  | { readonly is: 'end'; readonly seconds: number }
  | { readonly is: 'evaluated'; readonly result: EvaluationResult }
  | { readonly is: 'step' }

/** A program, trained and judged by our command line; its run folder is made in `home` and deleted. */
export async function ours(program: string, seed: number, engine: string, home: string): Promise<Trained> {
  const args = ['dist/cli.js', 'train', program, '--json', '--engine', engine]
  args.push('--seed', String(seed), '--home', home)
  const text = await printed(process.execPath, args)
  const events = text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Said] : []))
  const start = events.find((event) => event.is === 'start')
  const end = events.find((event) => event.is === 'end')
  if (!start || !end) throw new Error('it said nothing of a start or an end')
  rmSync(start.folder, { recursive: true })
  const results = events.flatMap((event) => (event.is === 'evaluated' ? [event.result] : []))
  const versions = Object.entries(start.engine.versions)
  return {
    trained: reachedIn(results, 'trained'),
    untrained: reachedIn(results, 'untrained'),
    raw: reachedIn(results, 'raw'),
    seconds: end.seconds,
    version: versions.map(([name, version]) => `${name} ${version}`).join(', '),
  }
}

/** Threads that wait do not spin, which would stop them where others use the processor too; memory is kept. */
const calm = {
  OMP_WAIT_POLICY: 'passive',
  GLIBC_TUNABLES:
    'glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:' +
    'glibc.malloc.trim_threshold=8589934592:glibc.malloc.top_pad=67108864',
}

/** The recipe of a system, trained by bench/peers/quality.py, its features judged here. */
export async function theirs(system: string, seed: number, engine: Engine, data: Clothes, home: string) {
  const out = join(home, `${system}-${seed}.safetensors`)
  const args = ['bench/peers/quality.py', system, '--seed', String(seed), '--out', out]
  const text = await printed(process.env.PYTHON ?? 'python3', args, calm)
  const said = JSON.parse(text.trim().split('\n').at(-1) ?? '') as { seconds: number; torch: string }
  const file = readSafetensors(readFileSync(out))
  if (typeof file === 'string') throw new Error(`${out}: ${file}`)
  const features = (name: string): Features => {
    const { shape: [count = 0, size = 0] = [], values = [] } = file.tensors[name] ?? {}
    return { count, size, values: Float32Array.from(values) }
  }
  const sets = (['trained', 'untrained'] as const).map((name) => ({
    name,
    fit: features(`${name}.fit`),
    test: features(`${name}.test`),
  }))
  const results = await judged(engine, data, sets)
  rmSync(out)
  const reached = { trained: reachedIn(results, 'trained'), untrained: reachedIn(results, 'untrained') }
  return { ...reached, seconds: said.seconds, version: `PyTorch ${said.torch}` }
}
