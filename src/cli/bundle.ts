import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuildFailure, BuildOptions, Message, Plugin } from 'esbuild'
import { fail } from '../messages/catalogue.js'
import { packageFolder } from './version.js'

/** Where the emitted modules of a build lie, and where their sources do. */
export interface Build {
  readonly sources: string
  readonly emitted: string
}

/**
 * Bundles an emitted module with all emitted modules and TypeScript functions that it imports, so that Node 20,
 * which reads no TypeScript, can import it. `sslang/…` stays outside: it is this very package.
 * Gives the path of the bundle. SSL8028 where the user's TypeScript keeps it from being made.
 */
export async function bundle(entry: string, build: Build): Promise<string> {
  const esbuild = await import('esbuild')
  const outfile = entry.replace(/\.ts$/, '.mjs')
  const options: BuildOptions = {
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'silent',
    plugins: [ownPackage, relativeFiles(build)],
  }
  await esbuild.build(options).catch((failure: BuildFailure) => {
    const path = relative(build.emitted, entry).replace(/\.ts$/, '')
    fail('SSL8028', { path, reasons: failure.errors.map(inWords) })
  })
  return outfile
}

const inWords = ({ location, text }: Message): string =>
  location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text

/** `sslang/…` is resolved to the package that runs, wherever it is installed. */
const ownPackage: Plugin = {
  name: 'sslang',
  setup({ onResolve }) {
    onResolve({ filter: /^sslang(\/|$)/ }, ({ path }) => {
      const name = path.replace(/^sslang\/?/, '') || 'runtime'
      const file = join(packageFolder(), 'dist', `${name}.js`)
      return { path: pathToFileURL(file).href, external: true }
    })
  },
}

/** Emitted modules lie apart from their sources: what is no emitted module is looked for beside the source. */
function relativeFiles({ sources, emitted }: Build): Plugin {
  return {
    name: 'relative files',
    setup({ onResolve }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const beside = resolve(resolveDir, path)
        const original = resolve(sources, relative(emitted, dirname(beside)), path.split('/').at(-1) ?? '')
        for (const candidate of [beside, original])
          for (const file of [candidate.replace(/\.js$/, '.ts'), candidate])
            if (existsSync(file)) return { path: file }
        return undefined
      })
    },
  }
}
