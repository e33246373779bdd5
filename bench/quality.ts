import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineNamed } from '../src/runtime/engine/choose.js'
import { tuned } from '../src/runtime/engine/tuned.js'
import { agree, besideTable, comparisonTable, judges, type Sides } from './accuracies.js'
import { machine } from './machine.js'
import { renew } from './page.js'
import { clothes, ours, type Reached, rawReached, type Trained, theirs } from './trained.js'

// 20-NN and linear-probe accuracy of the same recipes, trained here and in PyTorch. Features of both sides are judged by
// the same code. Every finished run is kept in .sslang/bench/quality, so that an interrupted measurement goes on.
//   npm run bench -- quality                  all, and renews docs/quality.md
//   npm run bench -- quality simclr dae       these

const kept = '.sslang/bench/quality'

/** The program of each system that both sides have. */
const programs: Readonly<Record<string, string>> = {
  simclr: 'bench/programs/quality/simclr.ssl',
  moco: 'bench/programs/quality/moco.ssl',
  byol: 'bench/programs/quality/byol.ssl',
  barlow: 'bench/programs/quality/barlow.ssl',
  rotation: 'bench/programs/quality/rotation.ssl',
  dae: 'bench/programs/quality/dae.ssl',
}

/** A guide's recipe, not ours: its numbers stand beside, and need not agree. */
const guide: Readonly<Record<string, string>> = { lightly: 'bench/programs/epoch.ssl' }

/** Seeds of all systems, of those that miss in these again, and of the guide: from, and up to. */
const first = [0, 5] as const
const again = [5, 15] as const
const guided = [0, 3] as const

// ---- What is kept

const hashOf = (texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12)

/** Everything that a run of ours depends on: the program, and the compiler and runtime as they are built. */
function sourceOf(program: string): string {
  const built = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  )
  const files = [
    program,
    'bench/programs/quality/common.ssl',
    ...built.sort().map((file) => join('dist', file)),
  ]
  return hashOf(files.map((file) => readFileSync(file, 'utf8')))
}

/** The run of a key, as it is kept or made and kept; none where it did not come to its end. */
async function once(key: string, make: () => Promise<Trained>): Promise<Trained[]> {
  const path = join(kept, `${key}.json`)
  if (existsSync(path)) return [JSON.parse(readFileSync(path, 'utf8')) as Trained]
  try {
    const run = await make()
    writeFileSync(path, JSON.stringify(run))
    const { trained, seconds } = run
    console.log(
      `${key}: 20-NN ${trained.knn.toFixed(2)}, probe ${trained.probe.toFixed(2)}, ${seconds.toFixed(0)} s`,
    )
    return [run]
  } catch (error) {
    console.log(`${key}: not finished (${(error as Error).message})`)
    return []
  }
}

// ---- Running

mkdirSync(kept, { recursive: true })
const engine = tuned(await engineNamed(), {})
const data = await clothes()
const peer = hashOf([readFileSync('bench/peers/quality.py', 'utf8')])
let unfinished = 0

type Systems = readonly (readonly [string, string])[]

/** Both sides of systems with some seeds. Seeds outermost: what is interrupted has something of every system. */
async function runs(systems: Systems, [from, to]: readonly [number, number]): Promise<Map<string, Sides>> {
  const found = new Map<string, Sides>()
  for (let seed = from; seed < to; seed++) {
    for (const [system, program] of systems) {
      const sides = found.get(system) ?? { ours: [], theirs: [] }
      const own = await once(`${system}-${engine.name}-${seed}-${sourceOf(program)}`, () =>
        ours(program, seed, engine.name, kept),
      )
      const other = await once(`${system}-torch-${seed}-${engine.name}-${peer}`, () =>
        theirs(system, seed, engine, data, kept),
      )
      unfinished += 2 - own.length - other.length
      found.set(system, { ours: [...sides.ours, ...own], theirs: [...sides.theirs, ...other] })
    }
  }
  return found
}

/** Both sides are judged alike: the data themselves reach here what they reached in our runs. */
function expectAlike(raw: Reached, all: readonly Trained[]): void {
  for (const run of all) {
    for (const [title, judge] of judges) {
      const own = run.raw?.[judge] ?? Number.NaN
      const gap = Math.abs(own - raw[judge])
      if (!(gap < 0.1)) throw new Error(`${title} of the data: ${own} in a run, ${raw[judge]} here`)
    }
  }
}

const asked = process.argv.slice(2)
const wanted = (all: Readonly<Record<string, string>>): Systems =>
  Object.entries(all).filter(([name]) => asked.length === 0 || asked.includes(name))

const same = await runs(wanted(programs), first)
const missed = wanted(programs).filter(([system]) => !agree(same.get(system) ?? { ours: [], theirs: [] }))
const repeated = await runs(missed, again)
const beside = await runs(wanted(guide), guided)
const raw = await rawReached(engine, data)
const all = [same, repeated, beside].flatMap((found) => [...found.values()])
expectAlike(
  raw,
  all.flatMap((sides) => sides.ours),
)

const versions = new Set(
  all.flatMap((sides) => [...sides.ours, ...sides.theirs]).map(({ version }) => version),
)
const today = new Date().toISOString().slice(0, 10)
const part = (title: string, found: ReadonlyMap<string, Sides>): string[] =>
  found.size > 0 ? [`### ${title}`, comparisonTable(found)] : []
const text = [
  `${machine()}; engine \`${engine.name}\` (${[...versions].join('; ')}); ${today}.`,
  ...part('Trained, in percent of the test images, five seeds', same),
  `Raw pixels: 20-NN ${raw.knn.toFixed(1)}, linear probe ${raw.probe.toFixed(1)}.`,
  ...part('What did not hold, again with ten other seeds', repeated),
  ...part("lightly's SimCLR, three seeds", beside),
  '### Untrained encoders, and seconds of training (the least)',
  besideTable(new Map([...same, ...beside])),
].join('\n\n')
console.log(`\n${text}`)
if (unfinished > 0) throw new Error(`${unfinished} runs did not come to their end`)
if (asked.length === 0) renew('docs/quality.md', 'quality', text)
