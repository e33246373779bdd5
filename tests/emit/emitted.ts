import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkModule } from '../../src/compiler/check.js'
import type { Modules } from '../../src/compiler/elaborate/module.js'
import { emit } from '../../src/compiler/emit/emit.js'
import { libraryModules, librarySource } from '../../src/compiler/library.js'
import { root } from './bundle.js'

const folder = join(root, 'tests/programs')

/** The programs of the specification. */
export const programs: readonly string[] = readdirSync(folder).filter((name) => name.endsWith('.ssl'))

export const texts = {
  read: (path: string): string | undefined =>
    programs.includes(path) ? readFileSync(join(folder, path), 'utf8') : undefined,
}

/** The checked modules of a program; throws where it has diagnostics. */
export function modulesOf(program: string): Modules {
  const { modules, diagnostics } = checkModule(program, texts)
  const wrong = diagnostics.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join('\n'))
  return modules
}

export const emitKey = async (modules: Modules, key: string): Promise<string> => {
  const module = modules.get(key)
  if (!module) throw new Error(`no module ${key}`)
  return (await emit(module, { source: librarySource(key) ?? texts.read(key) ?? '' })).text
}

/** All emitted modules of the programs and the library, by file name. */
export async function emitAll(names = programs): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const key of libraryModules())
    files.set(`std/${key.slice(4)}.ts`, await emitKey(checkModule(key, texts).modules, key))
  for (const program of names) {
    const modules = modulesOf(program)
    for (const key of modules.keys())
      if (!key.startsWith('std.')) files.set(`${key}.ts`, await emitKey(modules, key))
  }
  return files
}

/** Stand-ins for the TypeScript sources of the programs: `letters.ts` and its like. */
export const sourceStub = 'export const render_letters = () => ({ count: 1, read: () => [0] })\n'
