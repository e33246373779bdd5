import { createRequire } from 'node:module'
import util from 'node:util'
import type { Data } from '../worker/port.js'

/** What the engine uses of the public interface of `@tensorflow/tfjs-node` and `@tensorflow/tfjs-node-gpu`. */
export interface TensorFlow {
  tensor(values: Data, shape: readonly number[], dtype: 'float32' | 'int32' | 'bool'): Tensor
  readonly version: { readonly 'tfjs-node': string }
  backend(): { readonly binding: { readonly TF_Version: string }; readonly isUsingGpuDevice: boolean }
  readonly node: {
    loadSavedModel(folder: string, tags: readonly string[], signature: string): Promise<SavedModel>
  }
}

export interface Tensor {
  dataSync(): Data
  dispose(): void
}

export interface SavedModel {
  predict(inputs: Readonly<Record<string, Tensor>>): Readonly<Record<string, Tensor>>
  dispose(): void
}

/** Functions that the package calls and newer versions of Node.js lack. */
const gone = {
  isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  isArray: Array.isArray,
}

/**
 * Loads the package. TensorFlow makes its threads once for the whole process: the first call with `threads`
 * decides.
 */
export function loadTensorFlow(file: string, threads: number | undefined): TensorFlow {
  Object.assign(util, gone)
  const { env } = process
  env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  if (threads !== undefined) {
    env.TF_NUM_INTRAOP_THREADS = String(threads)
    env.TF_NUM_INTEROP_THREADS = String(threads)
  }
  return createRequire(file)(file)
}
