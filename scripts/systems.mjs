// Renews docs/systems; see bench/systems.ts.
import { spawnSync } from 'node:child_process'
import { bundled } from './bundled.mjs'

const file = (await bundled(['systems'])).get('systems')
const run = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exitCode = run.status ?? 1
