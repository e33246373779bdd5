// Puts mistakes made mechanically in src/stdlib/losses.ssl to the tests of tests/losses, and writes docs/mutants.md.
//   npm run mutants
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { common } from './bundled.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const outfile = join(root, '.sslang', 'bench', 'mutants.mjs')
const standIn = join(root, 'tests', 'losses', 'mutants', 'stand-in.ts')
await build({
  ...common,
  sourcemap: 'inline',
  alias: { vitest: standIn, '@fast-check/vitest': standIn },
  entryPoints: [join(root, 'tests', 'losses', 'mutants', 'run.ts')],
  outfile,
})
const run = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit', cwd: root })
process.exitCode = run.status ?? 1
