import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { engineNamed } from '../src/runtime/engine/choose.js'
import { tuned } from '../src/runtime/engine/tuned.js'
import { compare, type Spread, spreadOf } from './comparison.js'
import { machine } from './machine.js'
import { markdown } from './markdown.js'
import { renew } from './page.js'
import { clothes, ours, type Reached, rawReached, type Trained, theirs } from './trained.js'

// 20-NN and linear-probe accuracy of the same recipes, trained here and in PyTorch. Features of both sides are judged by
// the same code. Every finished run is kept in .sslang/bench/quality, so that an interrupted measurement goes on.
//   npm run bench -- quality                  all, and renews docs/quality.md
//   npm run bench -- quality simclr dae       these
//   SEEDS=3 npm run bench -- quality

const seeds = Number(process.env.SEEDS ?? 5)
const kept = '.sslang/bench/quality'

/** The program of each system. `lightly` is a guide's recipe, not ours: its numbers stand beside, and need not agree. */
const programs: Readonly<Record<string, string>> = {
  simclr: 'bench/programs/quality/simclr.ssl',
  moco: 'bench/programs/quality/moco.ssl',
  byol: 'bench/programs/quality/byol.ssl',
  barlow: 'bench/programs/quality/barlow.ssl',
  rotation: 'bench/programs/quality/rotation.ssl',
  dae: 'bench/programs/quality/dae.ssl',
  lightly: 'bench/programs/epoch.ssl',
}

/** The runs of a system, ours and PyTorch's. */
interface Sides {
  readonly ours: readonly Trained[]
  readonly theirs: readonly Trained[]
}

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

// ---- The page

const judges = [
  ['20-NN', 'knn'],
  ['linear probe', 'probe'],
] as const

const number = (value: number, digits = 1): string => (Number.isFinite(value) ? value.toFixed(digits) : '–')
const spread = ({ mean, deviation }: Spread): string => `${number(mean)} ± ${number(deviation)}`

/** One row for each way to judge. */
const comparison = (found: ReadonlyMap<string, Sides>): string =>
  markdown(
    ['system', 'judged by', 'seeds', 'sslang', 'PyTorch', 'difference', 'standard error', 'holds'],
    [...found].flatMap(([system, sides]) =>
      judges.map(([title, judge]) => {
        const of = (runs: readonly Trained[]): number[] => runs.map(({ trained }) => trained[judge])
        const one = compare(of(sides.ours), of(sides.theirs))
        return [
          `\`${system}\``,
          title,
          `${one.ours.count}, ${one.theirs.count}`,
          spread(one.ours),
          spread(one.theirs),
          `${one.difference < 0 ? '−' : '+'}${number(Math.abs(one.difference), 2)}`,
          number(one.error, 2),
          one.holds ? 'yes' : '**no**',
        ]
      }),
    ),
  )

/** What stands beside the accuracies: untrained encoders, and how long training took. */
function beside(found: ReadonlyMap<string, Sides>): string {
  const untrained = (runs: readonly Trained[], judge: keyof Reached): string =>
    spread(spreadOf(runs.map((run) => run.untrained[judge])))
  const least = (runs: readonly Trained[]): string =>
    number(Math.min(...runs.map(({ seconds }) => seconds)), 0)
  return markdown(
    ['system', '20-NN', 'of PyTorch', 'linear probe', 'of PyTorch', 'seconds of training', 'of PyTorch'],
    [...found].map(([system, sides]) => [
      `\`${system}\``,
      ...judges.flatMap(([, judge]) => [untrained(sides.ours, judge), untrained(sides.theirs, judge)]),
      least(sides.ours),
      least(sides.theirs),
    ]),
  )
}

function pageText(found: ReadonlyMap<string, Sides>, raw: Reached, engine: string): string {
  const runs = [...found.values()].flatMap((sides) => [...sides.ours, ...sides.theirs])
  const versions = [...new Set(runs.map(({ version }) => version))].join('; ')
  const part = (wanted: boolean) =>
    new Map([...found].filter(([system]) => (system === 'lightly') === wanted))
  const [same, guide] = [part(false), part(true)]
  return [
    `${machine()}; engine \`${engine}\` (${versions}); ${new Date().toISOString().slice(0, 10)}.`,
    '### Trained, in percent of the test images',
    comparison(same),
    `Raw pixels: 20-NN ${number(raw.knn)}, linear probe ${number(raw.probe)}.`,
    ...(guide.size > 0 ? ["### Beside lightly's SimCLR", comparison(guide)] : []),
    '### Untrained encoders, and time',
    beside(found),
  ].join('\n\n')
}

// ---- Running

/** Both sides are judged alike: the data themselves reach here what they reached in our runs. */
function expectAlike(raw: Reached, runs: readonly Trained[]): void {
  for (const run of runs) {
    for (const [title, judge] of judges) {
      const own = run.raw?.[judge] ?? Number.NaN
      if (!(Math.abs(own - raw[judge]) < 0.1))
        throw new Error(`${title} of the data: ${own} in a run, ${raw[judge]} here`)
    }
  }
}

async function main(): Promise<void> {
  const asked = process.argv.slice(2)
  const systems = Object.entries(programs).filter(([name]) => asked.length === 0 || asked.includes(name))
  mkdirSync(kept, { recursive: true })
  const engine = tuned(await engineNamed(), {})
  const data = await clothes()
  const peer = hashOf([readFileSync('bench/peers/quality.py', 'utf8')])
  const found = new Map<string, Sides>()
  // Seeds outermost, so that what is interrupted has something of every system.
  for (let seed = 0; seed < seeds; seed++) {
    for (const [system, program] of systems) {
      const { ours: own, theirs: other } = found.get(system) ?? { ours: [], theirs: [] }
      const mine = await once(`${system}-${engine.name}-${seed}-${sourceOf(program)}`, () =>
        ours(program, seed, engine.name, kept),
      )
      const peers = await once(`${system}-torch-${seed}-${engine.name}-${peer}`, () =>
        theirs(system, seed, engine, data, kept),
      )
      found.set(system, { ours: [...own, ...mine], theirs: [...other, ...peers] })
    }
  }
  const raw = await rawReached(engine, data)
  const all = [...found.values()]
  expectAlike(
    raw,
    all.flatMap((sides) => sides.ours),
  )
  const text = pageText(found, raw, engine.name)
  console.log(`\n${text}`)
  const finished = all.every((sides) => sides.ours.length === seeds && sides.theirs.length === seeds)
  if (asked.length === 0 && finished) renew('docs/quality.md', 'quality', text)
  if (!finished) process.exitCode = 1
}

await main()
