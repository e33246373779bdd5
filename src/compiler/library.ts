import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Where the library's sources lie: beside the bundles, or in the source tree. */
const folders = ['./stdlib/', '../stdlib/', '../../src/stdlib/']

const texts = new Map<string, string | undefined>()
let folder: string | undefined

function libraryFolder(): string | undefined {
  folder ??= folders
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(`${path}prelude.ssl`))
  return folder
}

/** The source of a module of the standard library (`std.losses`); undefined where there is none. */
export function librarySource(module: string): string | undefined {
  if (!texts.has(module)) texts.set(module, read(module))
  return texts.get(module)
}

function read(module: string): string | undefined {
  const name = /^std\.(\w+)$/.exec(module)?.[1]
  const at = libraryFolder()
  const file = name && at && `${at}${name}.ssl`
  return file && existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

/** The modules of the standard library, sorted: `std.augment`, … */
export function libraryModules(): readonly string[] {
  const at = libraryFolder()
  const files = at === undefined ? [] : readdirSync(at)
  return files.flatMap((file) => (file.endsWith('.ssl') ? [`std.${file.slice(0, -4)}`] : [])).sort()
}
