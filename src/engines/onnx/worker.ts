import { workerData } from 'node:worker_threads'
import { env } from 'onnxruntime-node'
import type { Device } from '../engine.js'
import { serve } from '../worker/serve.js'
import { blockSize } from './block.js'
import { startDevice } from './device.js'
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

/** What the thread is started with. */
export interface WorkerData {
  readonly gate: Gate
  readonly device: Device
}

const { gate, device } = workerData as WorkerData
serve<Setup>({
  ready: async (): Promise<Ready> => {
    await startDevice(device)
    const block = device === 'cpu' ? await blockSize() : 0
    return { block, version: env.versions.node ?? 'unknown' }
  },
  create: createExecutor,
  native: (work) => passing(gate, work),
})
