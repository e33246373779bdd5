// Trains the examples and judges what must come of it; see bench/accept.ts.
import { spawnSync } from 'node:child_process'
import { bundled } from './bundled.mjs'

const file = (await bundled(['accept'])).get('accept')
const run = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exitCode = run.status ?? 1
