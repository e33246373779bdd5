import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { checkModule } from '../../src/compiler/check.js'
import type { Modules } from '../../src/compiler/elaborate/module.js'
import { emit } from '../../src/compiler/emit/emit.js'
import { libraryModules, librarySource } from '../../src/compiler/library.js'

export const root = fileURLToPath(new URL('../../', import.meta.url))
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

/** Writes emitted modules to a folder that git does not see. */
export function writeEmitted(files: ReadonlyMap<string, string>, name: string): string {
  const at = join(root, 'node_modules/.emitted', name)
  mkdirSync(join(at, 'std'), { recursive: true })
  for (const [file, text] of files) writeFileSync(join(at, file), text)
  return at
}

/** Bundles emitted modules with the builders of this source tree and imports them. */
export async function importEmitted(at: string, program: string): Promise<Record<string, unknown>> {
  const resolve: Plugin = {
    name: 'sslang',
    setup({ onResolve }) {
      onResolve({ filter: /^sslang\/runtime$/ }, () => ({ path: join(root, 'src/program/index.ts') }))
      onResolve({ filter: /^sslang\/std\// }, ({ path }) => ({
        path: join(at, 'std', `${path.slice(11)}.ts`),
      }))
    },
  }
  const outfile = join(at, `${program}.mjs`)
  const contents = `export * from './${program}.ts'\nexport { buildStep } from 'sslang/runtime'\n`
  await build({
    stdin: { contents, resolveDir: at, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    plugins: [resolve],
    logLevel: 'silent',
  })
  return import(outfile) as Promise<Record<string, unknown>>
}
