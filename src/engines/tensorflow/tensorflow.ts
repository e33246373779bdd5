import type { Graph } from '../../graph/graph.js'
import { fail } from '../../messages/catalogue.js'
import type { Engine, EngineOptions, Session } from '../engine.js'
import { sessionOf, variablePorts } from '../worker/session.js'
import { startThread, type Thread } from '../worker/thread.js'
import type { Setup } from './executor.js'
import { findTensorFlow } from './find.js'
import { takes } from './kernels.js'
import { lowerGraph } from './lower.js'
import type { WorkerData } from './worker.js'

/** TensorFlow in a thread of its own, on a GPU where the installed package finds one, else on the CPU. */
export const tensorflow: Engine = { name: 'tensorflow', takes, create }

const missing = '`@tensorflow/tfjs-node` is not installed; `sslang engine add tensorflow` installs it'

/** The functions of a graph as one SavedModel, and its variables. */
export function prepare(graph: Graph, { precision }: EngineOptions = {}): Setup {
  return { ...lowerGraph(graph, precision === 'mixed'), variables: variablePorts(graph) }
}

async function create(graph: Graph, options: EngineOptions = {}): Promise<Session> {
  const thread = await startWorker(options)
  await thread.ask({ ask: 'load', setup: prepare(graph, options) }, 'start')
  return sessionOf(graph, thread)
}

export async function startWorker({ threads }: EngineOptions = {}): Promise<Thread> {
  const file = findTensorFlow() ?? fail('SSL7005', { engine: 'tensorflow', reason: missing })
  const data: WorkerData = { file, threads }
  const { thread } = await startThread({ engine: 'tensorflow', data, external: [] })
  return thread
}
