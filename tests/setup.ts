import fc from 'fast-check'

/**
 * One seed for all properties of a run. It is printed when a property fails; `FC_SEED=… npm test` replays it.
 */
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)
fc.configureGlobal({ seed, numRuns: Number(process.env.FC_RUNS ?? 100) })
process.env.FC_SEED = String(seed)
