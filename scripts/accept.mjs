// Trains the examples and judges what must come of it; see bench/accept.ts.
import { runBundled } from './bundled.mjs'

await runBundled('accept')
