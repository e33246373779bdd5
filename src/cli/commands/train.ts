import { basename } from 'node:path'
import { Command } from 'commander'
import { fail } from '../../messages/catalogue.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Init } from '../../runtime/checkpoint/init.js'
import type { Pretext } from '../../runtime/pretext.js'
import type { RunEvent } from '../../runtime/run/event.js'
import { type EngineChoice, withEngineOptions } from '../engine-options.js'
import { examples } from '../examples.js'
import { exit } from '../exit.js'
import { type Loaded, loadProgram } from '../load.js'
import { readNames } from '../names.js'
import { collect, wholeNumber } from '../options.js'
import { note, print } from '../output.js'
import { withPlaces } from '../placed.js'
import { type Checked, originText } from '../program.js'
import { resultTables } from '../results.js'
import { newestOf, readSource, setOfRun, writeSource } from '../runs.js'
import { jsonTraining, shownTraining } from '../training.js'

interface Options extends EngineChoice {
  set?: string[]
  seed?: number
  precision?: string
  engine: string
  init?: string
  initNames?: string
  resume?: boolean | string
  home: string
  evaluate: boolean
  profile?: boolean
  json?: boolean
}

/** `sslang train`: trains the pretexts of a program and evaluates them. */
export const train = (): Command =>
  withEngineOptions(new Command('train'), 'auto')
    .summary('train a program, then evaluate it')
    .description('Trains the pretexts of a program in their order, and runs their evaluations.')
    .argument('<file>', 'a .ssl file')
    .argument('[pretexts...]', 'only these pretexts')
    .option('--set <path=value>', 'change a setting; repeatable', collect)
    .option('--seed <n>', 'the same as --set train.seed=n', wholeNumber('--seed'))
    .option('--precision <precision>', 'the same as --set train.precision=mixed (or f32)')
    .option('--init <file>', 'start from the weights of a safetensors file or a run')
    .option('--init-names <file>', 'which tensor of it each parameter starts from, as JSON')
    .option(
      '--resume [run]',
      'go on with the newest run, or with the run in this folder, with what --set gave it',
    )
    .option('--home <folder>', 'where runs/ is made', '.')
    .option('--no-evaluate', 'train only')
    .option('--profile', 'write profile.json into the run folder: where the time goes')
    .option('--json', 'print what happens as JSON, one event a line')
    .addHelpText(
      'after',
      examples(
        'sslang train simclr.ssl',
        'sslang train simclr.ssl --set train.epochs=50',
        'sslang train simclr.ssl --resume',
      ),
    )
    .action(async (path: string, names: string[], options: Options) => {
      const seed = options.seed === undefined ? [] : [`train.seed=${options.seed}`]
      const precision = options.precision === undefined ? [] : [`train.precision=${options.precision}`]
      const { resume = false, home } = options
      const set = setOfRun(resume, home, programName(path), names, [
        ...(options.set ?? []),
        ...seed,
        ...precision,
      ])
      const program = await loadProgram(path, set)
      const of = names.length === 0 && typeof resume === 'string' ? [readSource(resume).pretext] : names
      const pretexts = chosen(program, of)
      if (options.init !== undefined && pretexts.length > 1)
        fail('SSL8030', { path, pretexts: pretexts.map(({ name }) => name) })
      process.exitCode = await trainAll(program, pretexts, { ...options, set })
    })

const programName = (path: string): string => basename(path, '.ssl')

function chosen({ pretexts, checked }: Loaded, names: readonly string[]): Pretext[] {
  const known = Object.keys(pretexts)
  if (known.length === 0) fail('SSL8010', { path: checked.path })
  return (names.length > 0 ? names : known).map((name) => pretexts[name] ?? fail('SSL8009', { name, known }))
}

async function trainAll(program: Loaded, pretexts: readonly Pretext[], options: Options): Promise<number> {
  const stop = new AbortController()
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(exit.interrupted)
    note('\nfinishing this step and saving; Ctrl-C again stops at once')
    stop.abort()
  }
  process.on('SIGINT', interrupt)
  try {
    for (const [done, pretext] of pretexts.entries()) {
      const resume = resumed(pretext, program, pretexts, options)
      const goOn = () => note(`go on with: ${continuation(program, pretexts.slice(done), options)}`)
      const run = await trainOne(program, pretext, { ...options, resume }, stop.signal).catch(
        (error: unknown) => {
          if (leftCheckpoint(error, program, pretext, options)) goOn()
          throw error
        },
      )
      if (run.interrupted) {
        goOn()
        return exit.interrupted
      }
      if (!options.json && run.results.length > 0) print(`\n${resultTables(run.results)}`)
    }
    return exit.ok
  } finally {
    process.off('SIGINT', interrupt)
  }
}

/** Whether the engine stopped, and there is a checkpoint to go on from. */
function leftCheckpoint(error: unknown, { checked }: Loaded, { name }: Pretext, { home }: Options): boolean {
  const stopped = error instanceof SslError && error.diagnostics[0]?.code === 'SSL7008'
  return stopped && newestOf(home, programName(checked.path), [name]) !== undefined
}

/** What comes after the run that is gone on with begins anew. */
function resumed(
  { name }: Pretext,
  { checked }: Loaded,
  pretexts: readonly Pretext[],
  { resume = false, home }: Options,
): boolean | string {
  if (resume !== true) return resume
  const begun = (names: readonly string[]) => newestOf(home, programName(checked.path), names) !== undefined
  return begun([name]) || !begun(pretexts.map((each) => each.name))
}

/** The command that goes on with the first of these pretexts, and then with the others. */
function continuation({ checked, pretexts }: Loaded, left: readonly Pretext[], options: Options): string {
  const all = left.length === Object.keys(pretexts).length
  const names = all ? [] : left.map(({ name }) => name)
  const folder = typeof options.resume === 'string' ? [options.resume] : []
  const home = options.home === '.' ? [] : ['--home', options.home]
  // Another engine or device, or other threads, would round otherwise.
  const engine = options.engine === 'auto' ? [] : ['--engine', options.engine]
  const device = options.device === undefined ? [] : ['--device', options.device]
  const threads = options.threads === undefined ? [] : ['--threads', String(options.threads)]
  const only = options.evaluate ? [] : ['--no-evaluate']
  const words = [
    checked.path,
    ...names,
    '--resume',
    ...folder,
    ...home,
    ...engine,
    ...device,
    ...threads,
    ...only,
  ]
  return `sslang train ${words.join(' ')}`
}

function initOf({ init: path, initNames }: Options): Init | undefined {
  if (path === undefined) return initNames === undefined ? undefined : fail('SSL8029', {})
  return { path, ...(initNames !== undefined && { names: readNames(initNames) }) }
}

async function trainOne({ checked, root }: Loaded, pretext: Pretext, options: Options, signal: AbortSignal) {
  const view = options.json ? jsonTraining() : shownTraining(checked.texts, options.engine)
  const source = { program: checked.path, pretext: pretext.name, set: options.set ?? [] }
  const onEvent = (event: RunEvent) => {
    if (event.is === 'start') writeSource(event.folder, source)
    view.event(event)
  }
  const { engine, device, threads, resume, home, evaluate, profile = false } = options
  const init = initOf(options)
  try {
    return await withPlaces(checked, () =>
      pretext.train({
        root,
        home,
        engine,
        evaluate,
        profile,
        signal,
        onEvent,
        program: programName(checked.path),
        configuration: recorded(checked),
        ...(device !== undefined && { device }),
        ...(threads !== undefined && { threads }),
        ...(init && { init }),
        ...(resume !== undefined && { resume }),
      }),
    )
  } finally {
    await view.end()
  }
}

/** The operative configuration as a record keeps it. */
const recorded = (checked: Checked) =>
  checked
    .configuration()
    .map((one) => ({ path: one.path, value: one.value, origin: originText(one, checked) }))
