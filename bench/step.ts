import { spawnSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { counted } from '../src/cli/plural.js'
import type { Values } from '../src/engines/engine.js'
import { initialValues } from '../src/program/step/initial-values.js'
import { engineNamed } from '../src/runtime/engine/choose.js'
import { tuned } from '../src/runtime/engine/tuned.js'
import { machine } from './machine.js'
import { markdown } from './markdown.js'
import { renew } from './page.js'
import { fedTo, programOf, systems } from './system.js'

// Training steps of bench/programs on our engines and of bench/peers/steps.py in PyTorch, each in a process of its
// own, in turn; least and median over all rounds. All systems: writes docs/performance.md.
//   npm run bench -- step                      all systems, which takes the better part of an hour
//   npm run bench -- step simclr moco          these alone, printed
//   ROUNDS=3 MODES=eager npm run bench -- step simclr

const ways = ['onnx', 'tensorflow', 'tensorflow mixed'] as const
const modes = (process.env.MODES ?? 'eager channels_last compile compile_channels_last').split(' ')
const rounds = Number(process.env.ROUNDS ?? 2)
const seconds = Number(process.env.SECONDS ?? 8)
const python = process.env.PYTHON ?? 'python3'

/** What one process measured. Times in milliseconds, memory in MiB. */
interface Measured {
  readonly first: number
  readonly times: readonly number[]
  readonly peak: number
  readonly losses: readonly number[]
}

/** The child: steps of one system on one engine, as JSON. */
async function ours(system: string, engineName: string, precision: string): Promise<void> {
  const started = performance.now()
  const program = programOf(system)
  const engine = tuned(await engineNamed(engineName), { precision: precision === 'mixed' ? 'mixed' : 'f32' })
  const creating = engine.create(program.graph)
  // As in a run, what variables start from is made while the engine starts, and not kept.
  const assigning = (values: Values) => creating.then((session) => session.assign(values))
  await assigning(initialValues(program, 0))
  const session = await creating
  const losses: number[] = []
  const step = async (k: number): Promise<number> => {
    const fed = fedTo(program, k)
    const before = performance.now()
    const { loss } = await session.step('step', fed)
    losses.push(loss?.[0] ?? Number.NaN)
    return performance.now() - before
  }
  await step(0)
  const first = performance.now() - started
  for (let k = 1; k < 5; k++) await step(k)
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  while (times.length < 15 || (performance.now() < end && times.length < 200)) {
    times.push(await step(5 + times.length))
  }
  await session.close()
  const peak = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ first, times, peak, losses: losses.slice(0, 5) }))
}

/** The result of a process, or why there is none. */
function measured(command: string, args: readonly string[]): Measured | string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  const last = stdout?.trim().split('\n').at(-1) ?? ''
  if (status === 0 && last.startsWith('{')) return JSON.parse(last) as Measured
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? `ended with ${status}`
}

const least = (times: readonly number[]): number => Math.min(...times)
const median = (times: readonly number[]): number =>
  [...times].sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN

/** All rounds of one way to compute as one. */
const merged = (all: readonly Measured[]): Measured | undefined =>
  all[0] && {
    first: least(all.map(({ first }) => first)),
    times: all.flatMap(({ times }) => times),
    peak: least(all.map(({ peak }) => peak)),
    losses: all[0].losses,
  }

/** Every way to compute a system, in turn, so often; by its name. */
function compare(system: string): Map<string, Measured> {
  const found = new Map<string, Measured[]>()
  const dead = new Set<string>()
  const one = (name: string, command: string, args: readonly string[]): void => {
    if (dead.has(name)) return
    const result = measured(command, args)
    if (typeof result === 'string') {
      dead.add(name)
      console.log(`${system} ${name}: not measured (${result})`)
      return
    }
    found.set(name, [...(found.get(name) ?? []), result])
    const { first, times, peak, losses } = result
    console.log(
      `${system} ${name}: ${least(times).toFixed(1)} ms (median ${median(times).toFixed(1)}), ${peak.toFixed(0)} MiB, ` +
        `first step ${(first / 1000).toFixed(2)} s, losses ${losses.map((loss) => loss.toFixed(3)).join(' ')}`,
    )
  }
  for (let round = 0; round < rounds; round++) {
    for (const way of ways)
      one(way, process.execPath, [process.argv[1] ?? '', 'ours', system, ...way.split(' ')])
    for (const mode of modes) {
      if (mode.includes('channels_last') && system === 'dae') continue
      one(`PyTorch ${mode}`, python, [
        'bench/peers/steps.py',
        system,
        '--mode',
        mode,
        '--seconds',
        String(seconds),
      ])
    }
  }
  return new Map([...found].flatMap(([name, all]) => [[name, merged(all)] as const]).filter(isMeasured))
}

const isMeasured = (pair: readonly [string, Measured | undefined]): pair is readonly [string, Measured] =>
  pair[1] !== undefined

interface Row {
  readonly system: string
  readonly found: ReadonlyMap<string, Measured>
}

const cell = (one: Measured | undefined): string =>
  one ? `${least(one.times).toFixed(1)} (${median(one.times).toFixed(1)})` : '–'

/** PyTorch's fastest mode. */
function best({ found }: Row): Measured | undefined {
  const peers = [...found].filter(([name]) => name.startsWith('PyTorch')).map(([, one]) => one)
  return peers.sort((a, b) => least(a.times) - least(b.times))[0]
}

const ratio = (one: Measured | undefined, other: Measured | undefined): number | undefined =>
  one && other && least(one.times) / least(other.times)

const shown = (value: number | undefined): string => value?.toFixed(2) ?? '–'

function geometricMean(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0) return '–'
  const mean = Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length)
  return `${mean.toFixed(2)}${known.length < values.length ? ` (of ${known.length})` : ''}`
}

function table(rows: readonly Row[]): string {
  const present = ways.filter((way) => rows.some(({ found }) => found.has(way)))
  const eager = ({ found }: Row) => found.get('PyTorch eager')
  const header = ['system', ...present, 'PyTorch eager', 'PyTorch best']
  const lines = rows.map((row) => [
    `\`${row.system}\``,
    ...present.map((way) => cell(row.found.get(way))),
    cell(eager(row)),
    cell(best(row)),
  ])
  const against = (way: string, peer: (row: Row) => Measured | undefined) =>
    rows.map((row) => ratio(row.found.get(way), peer(row)))
  const ratios = present.flatMap((way) => [
    [`${way} / eager`, ...against(way, eager).map(shown), geometricMean(against(way, eager))],
    [`${way} / best`, ...against(way, best).map(shown), geometricMean(against(way, best))],
  ])
  const memory = rows.map((row) => [
    `\`${row.system}\``,
    ...[...present, 'PyTorch eager'].map((way) => row.found.get(way)?.peak.toFixed(0) ?? '–'),
    ...present.map((way) => {
      const [own, peer] = [row.found.get(way), eager(row)]
      return own && peer ? (own.peak / peer.peak).toFixed(2) : '–'
    }),
  ])
  const firsts = rows.map((row) => [
    `\`${row.system}\``,
    ...[...present, 'PyTorch eager', 'PyTorch compile'].map((way) => {
      const one = row.found.get(way)
      return one ? (one.first / 1000).toFixed(2) : '–'
    }),
  ])
  return [
    '### A step, in milliseconds: least (median)',
    markdown(header, lines),
    '### Against PyTorch, by the least',
    markdown(['', ...rows.map(({ system }) => system), 'geometric mean'], ratios),
    '### Peak memory of the process, MiB',
    markdown(['system', ...present, 'PyTorch eager', ...present.map((way) => `${way} / eager`)], memory),
    '### Seconds to the end of the first step',
    markdown(['system', ...present, 'PyTorch eager', 'PyTorch compile'], firsts),
  ].join('\n\n')
}

const [word, system = '', engine = '', precision = ''] = process.argv.slice(2)
if (word === 'ours') await ours(system, engine, precision)
else {
  const wanted = process.argv.slice(2)
  const chosen = systems.filter((name) => wanted.length === 0 || wanted.includes(name))
  const load = loadavg()[0]?.toFixed(2)
  const rows = chosen.map((name): Row => ({ system: name, found: compare(name) }))
  const result = table(rows)
  console.log(`\n${result}`)
  if (wanted.length === 0) {
    const facts = `${machine()}; load ${load} when it began; ${counted(rounds, 'round')} of ${seconds} s, in turn; PyTorch as ${modes.join(', ')}; ${new Date().toISOString().slice(0, 10)}.`
    renew('docs/performance.md', 'steps', `${facts}\n\n${result}`)
  }
}
