import { it } from 'vitest'
import { type TestedEngine, workingEngines, workingWebgpu } from './working.fixture.js'

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
  absent('tensorflow is not installed here: `sslang engine add tensorflow`')
  return here
}

/** ONNX Runtime with WebGPU where that starts, as the list of what is tested; named where it does not. */
export async function webgpuHere(): Promise<readonly TestedEngine[]> {
  const found = await workingWebgpu()
  if (found) return [found]
  absent('WebGPU does not start here: a GPU, or `node scripts/swiftshader.mjs`')
  return []
}

function absent(what: string): void {
  if (required) {
    it(what, () => {
      throw new Error(what)
    })
  } else it.skip(what)
}
