// Trains a small program for thousands of steps and looks whether memory stays flat.
//   npm run soak                    every engine that works here, 5000 steps
//   npm run soak -- onnx 20000
import { spawnSync } from 'node:child_process'
import { bundled } from './bundled.mjs'

const [engine, steps = '5000'] = process.argv.slice(2)
const file = (await bundled(['soak'])).get('soak')
let failed = 0
for (const name of engine === undefined ? ['reference', 'onnx', 'tensorflow'] : [engine]) {
  // The heap is only known after a collection.
  const run = spawnSync(process.execPath, ['--expose-gc', file, name, steps], { stdio: 'inherit' })
  if (run.status !== 0) failed++
}
process.exitCode = failed > 0 ? 1 : 0
