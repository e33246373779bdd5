import { writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { diagnose, fail } from '../../messages/catalogue.js'
import { type Diagnostic, SslError } from '../../messages/diagnostic.js'
import { examples } from '../examples.js'
import { exit } from '../exit.js'
import { expand, readText, reason } from '../files.js'
import { hasErrors, note, print, printJson, report } from '../output.js'
import { watch } from '../watch.js'

interface Options {
  check?: boolean
  watch?: boolean
  stdin?: boolean
  json?: boolean
}

/** `sslang fmt`: the canonical layout. */
export const fmt = (): Command =>
  new Command('fmt')
    .summary('write programs in the canonical layout')
    .description('Writes .ssl files in the canonical layout. It never changes what they mean.')
    .argument('[files...]', 'files, folders or globs', ['.'])
    .option('--check', 'change nothing; exit with 1 if a file is not formatted')
    .addOption(
      new Option('--stdin', 'format standard input to standard output').conflicts(['check', 'watch']),
    )
    .option('--watch', 'format again whenever a file changes')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', examples('sslang fmt', 'sslang fmt --check "src/**/*.ssl"'))
    .action(async (patterns: string[], options: Options) => {
      if (options.stdin) return formatStdin()
      const once = async () => {
        const files = await expand(patterns)
        process.exitCode = await formatAll(files, options)
        return files
      }
      if (options.watch) await watch(once)
      else await once()
    })

async function formatAll(files: readonly string[], options: Options): Promise<number> {
  const diagnostics: Diagnostic[] = []
  const changed: string[] = []
  for (const path of files) {
    const text = readText(path)
    const result = await formatted(text, path)
    for (const one of result.diagnostics) diagnostics.push(one)
    if (result.text === undefined || result.text === text) continue
    changed.push(path)
    if (options.check) diagnostics.push(diagnose('SSL8005', { path }))
    else write(path, result.text)
  }
  if (options.json) printJson({ files, changed, diagnostics })
  else {
    await report(diagnostics)
    if (!options.check) for (const path of changed) note(`formatted ${path}`)
  }
  return hasErrors(diagnostics) ? exit.input : exit.ok
}

/** The canonical text, or what keeps the file from being formatted. */
async function formatted(
  text: string,
  path: string,
): Promise<{ text?: string; diagnostics: readonly Diagnostic[] }> {
  const { format } = await import('../../grammar/format.js')
  try {
    return { text: format(text, path), diagnostics: [] }
  } catch (cause) {
    if (cause instanceof SslError) return { diagnostics: cause.diagnostics }
    throw cause
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (cause) {
    fail('SSL8004', { path, reason: reason(cause) })
  }
}

async function formatStdin(): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
  const text = Buffer.concat(chunks).toString('utf8')
  const result = await formatted(text, '<stdin>')
  await report(result.diagnostics, { texts: new Map([['<stdin>', text]]) })
  if (result.text === undefined) process.exitCode = exit.input
  else print(result.text)
}
