import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { version } from '../../src/cli/version.js'
import { checkModule, librarySource } from '../../src/compiler/index.js'
import type { Outcome, Recipe } from './acceptance.js'

/*
 * A training that has ended is not done again: its outcome is kept under a key of all that it was made from.
 */

const folder = join('.sslang', 'accept')

/** The files of the data sources of the examples, in TypeScript. */
const dataSources = (): string[] =>
  readdirSync('examples/data', { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .sort()

/** The texts of a program and of all that it imports, the library's too. */
function textsOf(path: string): string[] {
  const texts: string[] = []
  const read = (file: string): string | undefined => {
    const text = librarySource(file) ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined)
    if (text !== undefined) texts.push(text)
    return text
  }
  checkModule(path, { read })
  return texts
}

/** What a training is kept under: its program, settings, seed and engine, the library and the data. */
export function keyOf(
  { program, pretexts = [] }: Recipe,
  set: readonly string[],
  seed: number,
  engine: string,
): string {
  const all = [version(), textsOf(`examples/${program}.ssl`), dataSources(), pretexts, set, seed, engine]
  const hash = createHash('sha256').update(JSON.stringify(all)).digest('hex')
  return `${program.replaceAll('/', '-')}-${hash.slice(0, 16)}`
}

/** The outcome that is kept under a key. */
export function keptOutcome(key: string): Outcome | undefined {
  const path = join(folder, `${key}.json`)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Outcome) : undefined
}

/** Keeps an outcome, whole or not at all. */
export function keep(key: string, outcome: Outcome): void {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${key}.json`)
  writeFileSync(`${path}.new`, JSON.stringify(outcome))
  renameSync(`${path}.new`, path)
}
