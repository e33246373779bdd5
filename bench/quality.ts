import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../src/engines/engine.js'
import { readSafetensors } from '../src/runtime/checkpoint/safetensors.js'
import { type Dataset, everything } from '../src/runtime/data/dataset.js'
import { openData } from '../src/runtime/data/open.js'
import { engineNamed, machineText } from '../src/runtime/engine/choose.js'
import { tuned } from '../src/runtime/engine/tuned.js'
import { rawFeatures } from '../src/runtime/evaluate/encode.js'
import { evaluate, type FeatureSet } from '../src/runtime/evaluate/evaluate.js'
import type { Evaluation, EvaluationResult } from '../src/runtime/evaluate/evaluation.js'
import type { Features } from '../src/runtime/evaluate/features.js'
import { besideRow, comparisonRows, type Finished, markdown, type Reached, type Sides } from './comparison.js'

// 20-NN and linear-probe accuracy of the same recipes, trained here and in PyTorch. Features of both sides are judged by
// the same code. Every finished run is kept in .sslang/bench/quality, so that an interrupted measurement goes on.
//   npm run bench -- quality                  all, and renews docs/quality.md
//   npm run bench -- quality simclr dae       these
//   SEEDS=3 npm run bench -- quality

const seeds = Number(process.env.SEEDS ?? 5)
const python = process.env.PYTHON ?? 'python3'
const kept = '.sslang/bench/quality'
const page = 'docs/quality.md'
const [begin, end] = ['<!-- quality: npm run bench -- quality -->', '<!-- end of quality -->']

/** The program of each system; those of one recipe on both sides first. */
const programs: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['simclr', 'moco', 'byol', 'barlow', 'rotation', 'dae'].map((name) => [name, `quality/${name}.ssl`]),
  ),
  lightly: 'epoch.ssl',
}

const evaluations: readonly Evaluation[] = [
  { is: 'knn', k: 20, temperature: 0.07 },
  { is: 'linear_probe', epochs: 300, lr: 0.05, l2: 1e-3 },
]

/** A run as it is kept. */
interface Run extends Finished {
  /** The data themselves, judged in the same run. */
  readonly raw?: Reached
  readonly version: string
}

// ---- Processes

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

/** Threads that wait for each other must not spin where others use the processor too; memory is kept by the process. */
const calm = {
  OMP_WAIT_POLICY: 'passive',
  GLIBC_TUNABLES:
    'glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:' +
    'glibc.malloc.trim_threshold=8589934592:glibc.malloc.top_pad=67108864',
}

// ---- Judging

interface Clothes {
  readonly fit: Dataset
  readonly test: Dataset
}

async function clothes(): Promise<Clothes> {
  const open = (part: string): Promise<Dataset> =>
    openData(
      {
        name: part,
        fields: [{ kind: 'image', shape: [28, 28, 1] }],
        source: { is: 'idx', path: `${part}-images.gz`, labels: `${part}-labels.gz` },
      },
      'examples/data/fashion',
    )
  return { fit: await open('train'), test: await open('test') }
}

const rowOf = (result: EvaluationResult | undefined, features: FeatureSet['name']): number =>
  100 * (result?.rows.find((row) => row.features === features)?.values.accuracy ?? Number.NaN)

const reachedIn = (results: readonly EvaluationResult[], features: FeatureSet['name']): Reached => ({
  knn: rowOf(
    results.find(({ evaluation }) => evaluation === 'knn'),
    features,
  ),
  probe: rowOf(
    results.find(({ evaluation }) => evaluation === 'linear_probe'),
    features,
  ),
})

/** Judges features as a run of `sslang train` does. */
async function judged(engine: Engine, { fit, test }: Clothes, sets: readonly FeatureSet[]) {
  const results: EvaluationResult[] = []
  for (const evaluation of evaluations) {
    results.push(
      await evaluate(evaluation, {
        pretext: '',
        model: '',
        engine,
        fit: { dataset: fit, examples: everything(fit) },
        test: { dataset: test, examples: everything(test) },
        sets,
        seed: 0,
        folder: kept,
      }),
    )
  }
  return results
}

const rawSet = ({ fit, test }: Clothes): FeatureSet => ({
  name: 'raw',
  fit: rawFeatures(fit, everything(fit)),
  test: rawFeatures(test, everything(test)),
})

// ---- Both sides

async function ours(program: string, seed: number, engine: string): Promise<Run> {
  const args = ['dist/cli.js', 'train', `bench/programs/${program}`, '--json', '--engine', engine]
  args.push('--seed', String(seed), '--home', kept)
  const text = await printed(process.execPath, args)
  const events = text.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  const found = events.filter(({ is }) => is === 'evaluated').map(({ result }) => result as EvaluationResult)
  const start = events.find(({ is }) => is === 'start') as {
    engine: { versions: Record<string, string> }
    folder: string
  }
  rmSync(start.folder, { recursive: true })
  return {
    trained: reachedIn(found, 'trained'),
    untrained: reachedIn(found, 'untrained'),
    raw: reachedIn(found, 'raw'),
    seconds: (events.find(({ is }) => is === 'end') as { seconds: number }).seconds,
    version: Object.entries(start.engine.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  }
}

async function theirs(system: string, seed: number, engine: Engine, data: Clothes): Promise<Run> {
  const out = join(kept, `${system}-${seed}.safetensors`)
  const args = ['bench/peers/quality.py', system, '--seed', String(seed), '--out', out]
  const text = await printed(python, args, calm)
  const { seconds, torch } = JSON.parse(text.trim().split('\n').at(-1) ?? '') as {
    seconds: number
    torch: string
  }
  const file = readSafetensors(readFileSync(out))
  if (typeof file === 'string') throw new Error(file)
  const features = (name: string): Features => {
    const tensor = file.tensors[name]
    if (!tensor) throw new Error(`there are no features ${name}`)
    const [count = 0, size = 0] = tensor.shape
    return { count, size, values: Float32Array.from(tensor.values) }
  }
  const set = (name: 'trained' | 'untrained'): FeatureSet => ({
    name,
    fit: features(`${name}.fit`),
    test: features(`${name}.test`),
  })
  const found = await judged(engine, data, [set('trained'), set('untrained')])
  rmSync(out)
  return {
    trained: reachedIn(found, 'trained'),
    untrained: reachedIn(found, 'untrained'),
    seconds,
    version: `PyTorch ${torch}`,
  }
}

// ---- What is kept

const hashOf = (...texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12)

/** Everything that a run of ours depends on: the program, and the compiler and runtime as they are built. */
function ownSource(program: string): string {
  const built = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  )
  const files = [
    `bench/programs/${program}`,
    'bench/programs/quality/common.ssl',
    ...built.sort().map((file) => join('dist', file)),
  ]
  return hashOf(...files.map((file) => readFileSync(file, 'utf8')))
}

/** The run of a key: as it is kept, or made and kept; undefined where it did not come to its end. */
async function once(key: string, make: () => Promise<Run>): Promise<Run | undefined> {
  const path = join(kept, `${key}.json`)
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Run
  try {
    const run = await make()
    writeFileSync(path, JSON.stringify(run))
    const { trained, seconds } = run
    console.log(
      `${key}: 20-NN ${trained.knn.toFixed(2)}, probe ${trained.probe.toFixed(2)}, ${seconds.toFixed(0)} s`,
    )
    return run
  } catch (error) {
    console.log(`${key}: not finished (${(error as Error).message})`)
    return undefined
  }
}

// ---- The page

function text(found: ReadonlyMap<string, Sides>, raw: Reached, facts: string): string {
  const same = [...found].filter(([system]) => system !== 'lightly')
  const lightly = [...found].filter(([system]) => system === 'lightly')
  const header = ['system', 'judged by', 'sslang', 'PyTorch', 'difference', 'standard error', 'holds']
  const beside = ['system', 'seeds', '20-NN', 'the same, PyTorch', 'linear probe', 'the same, PyTorch']
  return [
    facts,
    '### Trained, in percent of the test images',
    markdown(
      header,
      same.flatMap(([system, sides]) => comparisonRows(system, sides)),
    ),
    `Raw pixels: 20-NN ${raw.knn.toFixed(1)}, linear probe ${raw.probe.toFixed(1)}.`,
    '### Untrained encoders, and seconds of training (the least)',
    markdown(
      [...beside, 'seconds', 'PyTorch, seconds'],
      [...found].map(([system, sides]) => besideRow(system, sides)),
    ),
    ...(lightly.length > 0
      ? [
          "### Beside lightly's SimCLR",
          markdown(
            header,
            lightly.flatMap(([system, sides]) => comparisonRows(system, sides)),
          ),
        ]
      : []),
  ].join('\n\n')
}

function writePage(result: string): void {
  const whole = readFileSync(page, 'utf8')
  const [before, after] = [whole.indexOf(begin), whole.indexOf(end)]
  if (before < 0 || after < 0) throw new Error(`${page} has no place for the tables`)
  writeFileSync(page, `${whole.slice(0, before + begin.length)}\n\n${result}\n\n${whole.slice(after)}`)
}

async function main(): Promise<void> {
  const asked = process.argv.slice(2)
  const systems = Object.keys(programs).filter((name) => asked.length === 0 || asked.includes(name))
  mkdirSync(kept, { recursive: true })
  const engine = tuned(await engineNamed(), {})
  const data = await clothes()
  const peer = hashOf(readFileSync('bench/peers/quality.py', 'utf8'))
  const found = new Map<string, { ours: Run[]; theirs: Run[] }>()
  // Seeds outermost: what is interrupted has a bit of every system.
  for (let seed = 0; seed < seeds; seed++) {
    for (const system of systems) {
      const program = programs[system] ?? ''
      const key = (side: string, hash: string) => `${system}-${side}-${seed}-${hash}`
      const own = await once(key(engine.name, ownSource(program)), () => ours(program, seed, engine.name))
      const other = await once(key('torch', `${engine.name}-${peer}`), () =>
        theirs(system, seed, engine, data),
      )
      const sides = found.get(system) ?? { ours: [], theirs: [] }
      if (own) sides.ours.push(own)
      if (other) sides.theirs.push(other)
      found.set(system, sides)
    }
  }
  const raw = reachedIn(await judged(engine, data, [rawSet(data)]), 'raw')
  const all = [...found.values()]
  // Both sides are judged alike: the data themselves reach here what they reached in the runs.
  for (const run of all.flatMap((sides) => sides.ours)) {
    const apart = Math.max(
      ...(['knn', 'probe'] as const).map((judge) => Math.abs((run.raw?.[judge] ?? Number.NaN) - raw[judge])),
    )
    if (!(apart < 0.1)) throw new Error(`the data themselves are judged ${apart} points apart`)
  }
  const versions = [
    ...new Set(all.flatMap((sides) => [...sides.ours, ...sides.theirs].map(({ version }) => version))),
  ]
  const facts = `${machineText()}; Node.js ${process.versions.node}; engine \`${engine.name}\` (${versions.join('; ')}); seeds 0 to ${seeds - 1}; ${new Date().toISOString().slice(0, 10)}.`
  const result = text(found, raw, facts)
  console.log(`\n${result}`)
  const finished = all.every((sides) => sides.ours.length === seeds && sides.theirs.length === seeds)
  if (asked.length === 0 && finished) writePage(result)
  if (!finished) process.exitCode = 1
}

await main()
