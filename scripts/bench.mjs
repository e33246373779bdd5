// Runs the measurements of bench/, each in a process of its own, under the facts of this machine.
//   npm run bench            all
//   npm run bench -- parse   those whose name contains "parse"
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const wanted = process.argv.slice(2)
const files = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))

console.log(
  `${availableParallelism()} × ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, ` +
    `${process.platform}/${process.arch}, Node.js ${process.versions.node}`,
)
let failed = 0
// An engine looks for its worker beside the bundle that it is part of.
await build({
  absWorkingDir: root,
  entryPoints: {
    'onnx-worker': join(root, 'src/engines/onnx/worker.ts'),
    'tensorflow-worker': join(root, 'src/engines/tensorflow/worker.ts'),
  },
  outdir: join(root, '.sslang', 'bench'),
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning',
})
for (const file of files) {
  console.log(`\n── ${file.replace(/\.ts$/, '')}`)
  const outfile = join(root, '.sslang', 'bench', file.replace(/\.ts$/, '.mjs'))
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'bench', file)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  const run = spawnSync(process.execPath, [outfile], { stdio: 'inherit', cwd: root })
  if (run.status !== 0) failed++
}
process.exitCode = failed > 0 ? 1 : 0
