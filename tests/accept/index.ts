import type { Acceptance } from './acceptance.js'
import { simclr } from './simclr.js'

/** What must come of the training of each system, by the names of the programs in examples/. */
export const systems: Readonly<Record<string, Acceptance>> = { simclr }
