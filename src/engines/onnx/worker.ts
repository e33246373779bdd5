import { workerData } from 'node:worker_threads'
import { env } from 'onnxruntime-node'
import { serve } from '../worker/serve.js'
import { blockSize } from './block.js'
import { createExecutor, type Setup } from './executor.js'
import { type Gate, passing } from './gate.js'

/*
 * The thread in which ONNX Runtime computes: it blocks whoever calls it. Entry point of its own bundle.
 */

/** What the main thread is told first. */
export interface Ready {
  /** See `blockSize`. */
  readonly block: number
  readonly version: string
}

const gate = workerData as Gate
serve<Setup>({
  ready: async (): Promise<Ready> => ({ block: await blockSize(), version: env.versions.node ?? 'unknown' }),
  create: createExecutor,
  native: (work) => passing(gate, work),
})
