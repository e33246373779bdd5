import { it } from 'vitest'
import { type TestedEngine, workingEngines } from './working.fixture.js'

export type { TestedEngine } from './working.fixture.js'

/** What must be there: `all`, or nothing but what the package brings along. */
const required = process.env.SSLANG_ENGINES_REQUIRED === 'all'

/**
 * The engines, other than `reference`, that work on this machine. One that is missing is named by a test that is
 * skipped, or fails under `SSLANG_ENGINES_REQUIRED=all`.
 */
export function enginesHere(): readonly TestedEngine[] {
  const here = workingEngines()
  if (here.some(({ name }) => name === 'tensorflow')) return here
  const absent = 'tensorflow is not installed here: `sslang engine add tensorflow`'
  if (required) {
    it(absent, () => {
      throw new Error(absent)
    })
  } else it.skip(absent)
  return here
}
