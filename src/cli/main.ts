#!/usr/bin/env node
import module from 'node:module'
import { Command, CommanderError } from 'commander'
import { diagnose } from '../messages/catalogue.js'
import { call } from './commands/call.js'
import { check } from './commands/check.js'
import { compile } from './commands/compile.js'
import { doctor } from './commands/doctor.js'
import { embed } from './commands/embed.js'
import { engine } from './commands/engine.js'
import { evaluate } from './commands/evaluate.js'
import { explain } from './commands/explain.js'
import { fmt } from './commands/fmt.js'
import { inspect } from './commands/inspect.js'
import { create } from './commands/new.js'
import { plan } from './commands/plan.js'
import { train } from './commands/train.js'
import { views } from './commands/views.js'
import { exit } from './exit.js'
import { Refused } from './load.js'
import { failure, report } from './output.js'
import { version } from './version.js'

const codes = `
Exit codes:
  0    all is well
  1    the program, its data or a run is not right; the messages say what to do
  2    the command line is not understood
  70   a mistake in sslang itself
  130  stopped with Ctrl-C, after saving
`

function commandLine(): Command {
  const root = new Command('sslang')
    .description('The small language for self-supervised learning.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', codes)
    .showSuggestionAfterError()
    // `engine add` has a --version of its own.
    .enablePositionalOptions()
  const commands = [
    check,
    compile,
    train,
    plan,
    evaluate,
    embed,
    views,
    fmt,
    inspect,
    call,
    create,
    doctor,
    engine,
    explain,
  ]
  for (const command of commands) root.addCommand(command())
  for (const command of [root, ...root.commands, ...root.commands.flatMap((one) => one.commands)])
    command.exitOverride().configureOutput({ writeErr: () => undefined })
  return root
}

/** Runs one command line and answers with its exit code. */
async function run(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json')
  const root = commandLine()
  try {
    await root.parseAsync([...argv], { from: 'user' })
    return Number(process.exitCode ?? exit.ok)
  } catch (cause) {
    // Training tells its events one a line.
    const lines = argv[0] === 'train'
    if (cause instanceof Refused) {
      if (json) await report(cause.diagnostics, { json, lines, texts: cause.texts })
      return exit.input
    }
    if (!(cause instanceof CommanderError)) return failure(cause, { json, lines })
    if (cause.exitCode === 0) return exit.ok
    const known = root.commands.find((command) => command.name() === argv[0])
    if (cause.code === 'commander.help') {
      process.stderr.write((known ?? root).helpInformation())
      return exit.usage
    }
    const what = cause.message.replace(/^error: /, '').replace(/\n\(?/, ' (')
    await report([diagnose('SSL8001', { what, command: known ? `sslang ${known.name()}` : 'sslang' })])
    return exit.usage
  }
}

// From Node 22 on, code that was compiled once starts faster; older ones do not have it.
const cache: unknown = Reflect.get(module, 'enableCompileCache')
if (typeof cache === 'function') cache()

// A reader that stops early (`sslang inspect … | head`) is no mistake.
process.stdout.on('error', (cause: NodeJS.ErrnoException) =>
  process.exit(cause.code === 'EPIPE' ? exit.ok : exit.internal),
)

process.exitCode = await run(process.argv.slice(2))
