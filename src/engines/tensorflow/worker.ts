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

/** What the main thread is told first. */
export interface Ready {
  readonly versions: Readonly<Record<string, string>>
  readonly gpu: boolean
}

let tf: TensorFlow | undefined
serve<Setup>({
  ready: (): Ready => {
    const { file, threads } = workerData as WorkerData
    tf = loadTensorFlow(file, threads)
    const { binding, isUsingGpuDevice } = tf.backend()
    const versions = { '@tensorflow/tfjs-node': tf.version['tfjs-node'], tensorflow: binding.TF_Version }
    return { versions, gpu: isUsingGpuDevice }
  },
  create: (setup) => createExecutor(tf as TensorFlow, setup),
})
