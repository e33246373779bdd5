import { workerData } from 'node:worker_threads'
import { serve } from '../worker/serve.js'
import { createExecutor, type Setup } from './executor.js'
import { loadTensorFlow, type TensorFlow } from './load.js'

/*
 * The thread in which TensorFlow computes: it blocks whoever calls it. Entry point of its own bundle.
 */

export interface WorkerData {
  readonly file: string
  readonly threads: number | undefined
}

let tf: TensorFlow | undefined
serve<Setup>({
  ready: () => {
    const { file, threads } = workerData as WorkerData
    tf = loadTensorFlow(file, threads)
    return true
  },
  create: (setup) => createExecutor(tf as TensorFlow, setup),
})
