// Renews docs/systems; see bench/systems.ts.
import { runBundled } from './bundled.mjs'

await runBundled('systems')
