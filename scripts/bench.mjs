// Runs the measurements of bench/, each in a process of its own, under the facts of this machine.
//   npm run bench            all
//   npm run bench -- parse   the one of that name, with the words behind it
import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundled } from './bundled.mjs'
import { swiftshaderEnvironment } from './swiftshader-folder.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [wanted, ...words] = process.argv.slice(2)
/** Those that measure, as opposed to what these share. */
const measurements = [
  'parse',
  'check',
  'start',
  'augmentation',
  'step',
  'epoch',
  'equal',
  'quality',
  'conformance',
]
const chosen = measurements.filter((name) => wanted === undefined || name === wanted)
if (chosen.length === 0) throw new Error(`there is no ${wanted}; there are ${measurements.join(', ')}`)

console.log(
  `${availableParallelism()} × ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, ` +
    `${process.platform}/${process.arch}, Node.js ${process.versions.node}`,
)
// WebGPU computes on the processor where SwiftShader is installed.
const env = { ...process.env, ...swiftshaderEnvironment() }
let failed = 0
for (const [name, file] of await bundled(chosen)) {
  console.log(`\n── ${name}`)
  const run = spawnSync(process.execPath, [file, ...words], { stdio: 'inherit', cwd: root, env })
  if (run.status !== 0) failed++
}
process.exitCode = failed > 0 ? 1 : 0
