import { it } from 'vitest'
import type { Takes } from '../graph/call.js'
import type { Graph } from '../graph/graph.js'
import type { EngineOptions } from './engine.js'
import { createExecutor as createOnnx } from './onnx/executor.js'
import { takes as onnxTakes } from './onnx/kernels.js'
import { prepare as prepareOnnx } from './onnx/onnx.js'
import { createExecutor as createTensorFlow } from './tensorflow/executor.js'
import { findTensorFlow } from './tensorflow/find.js'
import { takes as tensorflowTakes } from './tensorflow/kernels.js'
import { loadTensorFlow } from './tensorflow/load.js'
import { prepare as prepareTensorFlow } from './tensorflow/tensorflow.js'
import type { Executor } from './worker/serve.js'

/** An engine in the thread of the test, which is what its worker runs. */
export interface TestedEngine {
  readonly name: 'onnx' | 'tensorflow'
  readonly takes: Takes
  readonly open: (graph: Graph, options?: EngineOptions) => Promise<Executor>
}

const onnx: TestedEngine = {
  name: 'onnx',
  takes: onnxTakes,
  open: async (graph) => createOnnx(prepareOnnx(graph, { threads: 1 })),
}

function tensorflow(): TestedEngine | undefined {
  const file = findTensorFlow()
  if (file === undefined) return undefined
  const tf = loadTensorFlow(file, undefined)
  return {
    name: 'tensorflow',
    takes: tensorflowTakes,
    open: (graph, options) => createTensorFlow(tf, prepareTensorFlow(graph, options)),
  }
}

/** What must be there: `all`, or nothing but what the package brings along. */
const required = process.env.SSLANG_ENGINES_REQUIRED === 'all'

/**
 * The engines, other than `reference`, that work on this machine. One that is missing is named by a test that is
 * skipped, or fails under `SSLANG_ENGINES_REQUIRED=all`.
 */
export function enginesHere(): readonly TestedEngine[] {
  const found = tensorflow()
  if (found) return [onnx, found]
  const absent = 'tensorflow is not installed here: `sslang engine add tensorflow`'
  if (required) {
    it(absent, () => {
      throw new Error(absent)
    })
  } else it.skip(absent)
  return [onnx]
}
