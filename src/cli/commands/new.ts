import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Command } from 'commander'
import { fail } from '../../messages/catalogue.js'
import { examples } from '../examples.js'
import { reason } from '../files.js'
import { print } from '../output.js'
import { projectFiles } from '../project.js'
import { dependency } from '../version.js'

/** `sslang new NAME`: a small project that trains at once. */
export const create = (): Command =>
  new Command('new')
    .summary('write a small project that trains at once')
    .description(
      'Writes a folder with a program that trains SimCLR on pictures that it draws itself, so that the first run needs no data.',
    )
    .argument('<name>', 'the name of the project and of its folder')
    .addHelpText(
      'after',
      examples('sslang new shapes && cd shapes && npm install && npx sslang train shapes.ssl'),
    )
    .action((path: string) => {
      const name = basename(path)
      if (!/^[a-z][a-z0-9_-]*$/.test(name)) fail('SSL8008', { name })
      if (filled(path)) fail('SSL8007', { name, path })
      const files = projectFiles(name, dependency(path))
      for (const [file, text] of Object.entries(files)) write(join(path, file), text)
      print(`wrote ${path}; now:\n\n  cd ${path}\n  npm install\n  npx sslang train ${name}.ssl`)
    })

function filled(path: string): boolean {
  try {
    return readdirSync(path).length > 0
  } catch (cause) {
    return !(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
  }
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (cause) {
    fail('SSL8004', { path, reason: reason(cause) })
  }
}
