import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** How programs of the project are bundled to be run here. */
export const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
}

/** Bundles programs of bench/, with the workers of the engines beside them; gives the file of each, by name. */
export async function bundled(names) {
  const outdir = join(root, '.sslang', 'bench')
  const at = (...parts) => join(root, 'src', 'engines', ...parts)
  // An engine looks for its worker, and for what tries it, beside the bundle that it is part of.
  const beside = {
    'onnx-worker': at('onnx', 'worker.ts'),
    'tensorflow-worker': at('tensorflow', 'worker.ts'),
    probe: at('probe', 'child.ts'),
  }
  await build({ ...common, entryPoints: beside, outdir })
  const files = new Map()
  for (const name of names) {
    const outfile = join(outdir, `${name}.mjs`)
    await build({
      ...common,
      entryPoints: [join(root, 'bench', `${name}.ts`)],
      outfile,
      sourcemap: 'inline',
    })
    files.set(name, outfile)
  }
  return files
}

/** Bundles a program of bench/ and runs it with the words of this process. */
export async function runBundled(name) {
  const file = (await bundled([name])).get(name)
  const run = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' })
  process.exitCode = run.status ?? 1
}
