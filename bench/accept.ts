import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { counted } from '../src/cli/plural.js'
import { clock } from '../src/cli/progress.js'
import { table } from '../src/cli/table.js'
import type { Acceptance, Outcome, Recipe } from '../tests/accept/acceptance.js'
import { systems } from '../tests/accept/index.js'
import { type Judged, judged } from '../tests/accept/judged.js'
import { keep, keptOutcome, keyOf } from '../tests/accept/kept.js'
import { outcomeOf } from '../tests/accept/outcome.js'
import { machine } from './machine.js'
import { markdown } from './markdown.js'

// Trains the systems of examples/ with three seeds and judges what must come of it.
//   npm run accept                      all, each training shortened to less than a minute
//   npm run accept -- simclr rotation   these
//   npm run accept -- --full            the examples as they stand; writes docs/accept.md
// A training that has ended is kept in .sslang/accept and not done again.

const seeds = [0, 1, 2]
const words = process.argv.slice(2)
const full = words.includes('--full')
const engine = process.env.ENGINE ?? 'auto'
const wanted = words.filter((word) => word !== '--full')
const unknown = wanted.find((name) => !(name in systems))
if (unknown) throw new Error(`there is no ${unknown}; there are ${Object.keys(systems).join(', ')}`)
const names = Object.keys(systems).filter((name) => wanted.length === 0 || wanted.includes(name))

/** Trains with the command line, in a process of its own. */
function trained({ program, pretexts = [] }: Recipe, set: readonly string[], seed: number): Promise<string> {
  const settings = set.flatMap((one) => ['--set', one])
  const args = [
    'dist/cli.js',
    'train',
    `examples/${program}.ssl`,
    ...pretexts,
    '--json',
    '--seed',
    String(seed),
  ]
  const child = spawn(
    process.execPath,
    [...args, ...settings, '--engine', engine, '--home', '.sslang/accept'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  return new Promise((done, fail) => {
    child.once('exit', (code) => {
      if (code === 0) done(text)
      else fail(new Error(`the training of ${program}.ssl ended with ${code}`))
    })
  })
}

/** The outcome of one training, kept or new. */
async function outcome(name: string, run: string, recipe: Recipe, seed: number): Promise<Outcome> {
  const set = [...(recipe.set ?? []), ...(full ? [] : (recipe.short ?? []))]
  const key = keyOf(recipe, set, seed, engine)
  const known = keptOutcome(key)
  const began = performance.now()
  const one = known ?? outcomeOf(await trained(recipe, set, seed))
  if (!known) keep(key, one)
  const time = known ? 'kept' : clock((performance.now() - began) / 1000)
  console.error(`${name}, ${run}, seed ${seed}: ${time}`)
  return one
}

/** All trainings of a system, for each seed by their names. */
async function outcomes(name: string, { runs }: Acceptance): Promise<Record<string, Outcome>[]> {
  const all: Record<string, Outcome>[] = []
  for (const seed of seeds) {
    const own: Record<string, Outcome> = {}
    for (const [run, recipe] of Object.entries(runs)) own[run] = await outcome(name, run, recipe, seed)
    all.push(own)
  }
  return all
}

const found = new Map<string, Judged[]>()
for (const name of names) {
  const system = systems[name] as Acceptance
  found.set(name, judged(system, await outcomes(name, system)))
}
const head = ['property', 'required', `got, ${counted(seeds.length, 'seed')}`, 'holds']
const cells = ({ property, required, got, holds }: Judged) => [property, required, got, holds ? 'yes' : 'NO']
for (const [name, rows] of found) console.log(`\n${name}\n${table(head, rows.map(cells))}`)
if (full && wanted.length === 0) {
  const tables = [...found].map(([name, rows]) => `## ${name}\n\n${markdown(head, rows.map(cells))}`)
  const facts = `${machine()}; ${new Date().toISOString().slice(0, 10)}.`
  writeFileSync('docs/accept.md', `# What training must reach\n\n${facts}\n\n${tables.join('\n\n')}\n`)
}
const failed = [...found.values()].flat().filter(({ holds }) => !holds).length
console.log(
  failed > 0 ? `\n${failed === 1 ? '1 property is' : `${failed} properties are`} not reached` : '\nall hold',
)
process.exitCode = failed > 0 ? 1 : 0
