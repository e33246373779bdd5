// Runs the measurements of bench/, each in a process of its own, under the facts of this machine.
//   npm run bench            all
//   npm run bench -- parse   the one of that name, with the words behind it
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [wanted, ...words] = process.argv.slice(2)
/** Those that measure, as opposed to what these share. */
const measurements = ['parse', 'check', 'start', 'augmentation', 'step', 'epoch', 'equal', 'conformance']
const chosen = measurements.filter((name) => wanted === undefined || name === wanted)
if (chosen.length === 0) throw new Error(`there is no ${wanted}; there are ${measurements.join(', ')}`)

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
for (const name of chosen) {
  console.log(`\n── ${name}`)
  const outfile = join(root, '.sslang', 'bench', `${name}.mjs`)
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'bench', `${name}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  const run = spawnSync(process.execPath, [outfile, ...words], { stdio: 'inherit', cwd: root })
  if (run.status !== 0) failed++
}
process.exitCode = failed > 0 ? 1 : 0
