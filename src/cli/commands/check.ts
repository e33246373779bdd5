import { Command } from 'commander'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { checkData } from '../data.js'
import { examples } from '../examples.js'
import { exit } from '../exit.js'
import { expand } from '../files.js'
import { collect } from '../options.js'
import { hasErrors, note, report } from '../output.js'
import { counted } from '../plural.js'
import { checkProgram } from '../program.js'
import { watch } from '../watch.js'

interface Options {
  data?: boolean
  set?: string[]
  watch?: boolean
  json?: boolean
}

/** `sslang check`: everything that can be said about programs before they run. */
export const check = (): Command =>
  new Command('check')
    .summary('check programs without running them')
    .description(
      'Checks programs: names, types, shapes, and the known ways in which a self-supervised run goes wrong.',
    )
    .argument('<files...>', 'files, folders or globs')
    .option('--data', 'also read the data files and check them')
    .option('--set <path=value>', 'change a setting; repeatable', collect)
    .option('--watch', 'check again whenever a program, an import or its data changes')
    .option('--json', 'print the diagnostics as JSON')
    .addHelpText('after', examples('sslang check simclr.ssl', 'sslang check "programs/*.ssl" --json'))
    .action(async (patterns: string[], options: Options) => {
      const once = async () => {
        const result = await checkAll(await expand(patterns), options)
        process.exitCode = hasErrors(result.diagnostics) ? exit.input : exit.ok
        return result.files
      }
      if (options.watch) await watch(once)
      else await once()
    })

async function checkAll(files: readonly string[], options: Options) {
  const found = new Map<string, Diagnostic>()
  const texts = new Map<string, string>()
  const followed = new Set<string>()
  for (const path of files) {
    const checked = await checkProgram(path, options.set)
    const data = options.data && !hasErrors(checked.diagnostics) ? await checkData(checked) : undefined
    // A mistake in a file that several programs import is told once.
    for (const one of [...checked.diagnostics, ...(data?.diagnostics ?? [])])
      found.set(JSON.stringify(one), one)
    for (const [file, text] of checked.texts) texts.set(file, text)
    for (const file of [...checked.asked, ...(data?.files ?? [])]) followed.add(file)
  }
  const diagnostics = [...found.values()]
  await report(diagnostics, { json: options.json, texts })
  if (!options.json) note(summary(files.length, diagnostics))
  return { diagnostics, files: [...followed] }
}

/** `2 files checked: 1 error, 3 warnings`. */
export function summary(files: number, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((one) => one.severity === 'error').length
  const warnings = diagnostics.length - errors
  const parts = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ]
  return `${counted(files, 'file')} checked: ${parts.join(', ') || 'all is well'}`
}
