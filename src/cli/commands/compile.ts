import { dirname, resolve } from 'node:path'
import { Command } from 'commander'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { emitProgram, type Output, writeAll } from '../emitted.js'
import { examples } from '../examples.js'
import { exit } from '../exit.js'
import { commonFolder, expand, isWithin, tidy } from '../files.js'
import { hasErrors, note, printJson, report } from '../output.js'
import { type Checked, checkProgram, filesOf } from '../program.js'
import { watch } from '../watch.js'

interface Options {
  out?: string
  watch?: boolean
  json?: boolean
}

/** `sslang compile`: the TypeScript modules of programs. */
export const compile = (): Command =>
  new Command('compile')
    .summary('write the TypeScript modules of programs')
    .description(
      'Writes x.ssl.ts and its source map beside each x.ssl, and those of the files that it imports.',
    )
    .argument('<files...>', 'files, folders or globs')
    .option('--out <folder>', 'write below this folder instead of beside the sources')
    .option('--watch', 'compile again whenever a program or an import changes')
    .option('--json', 'print the written files and the diagnostics as JSON')
    .addHelpText(
      'after',
      examples('sslang compile simclr.ssl', 'sslang compile "programs/*.ssl" --out build'),
    )
    .action(async (patterns: string[], options: Options) => {
      const once = async () => compileAll(await expand(patterns), options)
      if (options.watch) await watch(once)
      else await once()
    })

/** What lies below `--out` as it lies here; sources from elsewhere as they lie among each other. */
function rootOf(files: readonly string[]): string {
  const folders = files.map((file) => dirname(resolve(file)))
  const here = process.cwd()
  return folders.every((folder) => isWithin(folder, here)) ? here : commonFolder(folders)
}

async function compileAll(files: readonly string[], options: Options): Promise<readonly string[]> {
  const found = new Map<string, Diagnostic>()
  const texts = new Map<string, string>()
  const followed = new Set<string>()
  const outputs = new Map<string, Output>()
  const programs: Checked[] = []
  for (const path of files) {
    const checked = await checkProgram(path)
    for (const one of checked.diagnostics) found.set(JSON.stringify(one), one)
    for (const [file, text] of checked.texts) texts.set(file, text)
    for (const file of checked.asked) followed.add(file)
    if (!hasErrors(checked.diagnostics)) programs.push(checked)
  }
  const root = rootOf(programs.flatMap(filesOf))
  for (const checked of programs) {
    for (const output of await emitProgram(checked, options.out, root)) outputs.set(output.path, output)
  }
  const diagnostics = [...found.values()]
  writeAll([...outputs.values()])
  const written = [...outputs.keys()].filter((path) => path.endsWith('.ts')).map(tidy)
  if (options.json) printJson({ written, diagnostics })
  else {
    await report(diagnostics, { texts })
    for (const path of written) note(`wrote ${path}`)
  }
  process.exitCode = hasErrors(diagnostics) ? exit.input : exit.ok
  return [...followed]
}
