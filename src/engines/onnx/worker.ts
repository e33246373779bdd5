import { workerData } from 'node:worker_threads'
import { serve } from '../worker/serve.js'
import { blockSize } from './block.js'
import { createExecutor, type Setup } from './executor.js'
import { type Gate, passing } from './gate.js'

/*
 * The thread in which ONNX Runtime computes: it blocks whoever calls it. Entry point of its own bundle.
 */

const gate = workerData as Gate
serve<Setup>({
  ready: async () => ({ block: await blockSize() }),
  create: createExecutor,
  native: (work) => passing(gate, work),
})
