import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'

export const root = fileURLToPath(new URL('../../', import.meta.url))

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
