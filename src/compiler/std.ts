import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SslError } from '../messages/diagnostic.js'
import { checkModule } from './check.js'
import { emit } from './emit/emit.js'
import { libraryModules, librarySource } from './library.js'

/** A module of the library as it is shipped. */
export interface LibraryModule {
  /** `losses` */
  readonly name: string
  readonly typescript: string
  readonly javascript: string
  /** Leads the JavaScript to the `.ssl` source. */
  readonly map: string
}

/** The standard library, compiled; throws the diagnostics of a library that does not check. */
export async function libraryModulesCompiled(): Promise<readonly LibraryModule[]> {
  const { transform } = await import('esbuild')
  return Promise.all(
    libraryModules().map(async (key): Promise<LibraryModule> => {
      const name = key.slice('std.'.length)
      const { modules, diagnostics } = checkModule(key, { read: librarySource })
      const wrong = diagnostics.filter(({ severity }) => severity === 'error')
      const module = modules.get(key)
      if (wrong.length > 0 || !module) throw new SslError(wrong)
      const source = librarySource(key) ?? ''
      const { text, map } = await emit(module, { source, file: `${name}.ts`, sourceFile: `${name}.ssl` })
      const inline = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
      const input = text.replace(/\/\/# sourceMappingURL=.*\n$/, inline)
      const { code, map: joined } = await transform(input, {
        loader: 'ts',
        sourcemap: 'external',
        target: 'node20',
        sourcefile: `${name}.ts`,
      })
      return {
        name,
        typescript: text,
        javascript: `${code}//# sourceMappingURL=${name}.js.map\n`,
        map: joined,
      }
    }),
  )
}

/** Writes the compiled library: `NAME.ts` for its types, `NAME.js` and its map. */
export async function compileStd({ to }: { readonly to: string }): Promise<void> {
  mkdirSync(to, { recursive: true })
  for (const { name, typescript, javascript, map } of await libraryModulesCompiled()) {
    writeFileSync(join(to, `${name}.ts`), typescript)
    writeFileSync(join(to, `${name}.js`), javascript)
    writeFileSync(join(to, `${name}.js.map`), map)
  }
}
