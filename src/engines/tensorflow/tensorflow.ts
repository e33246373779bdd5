import { availableParallelism } from 'node:os'
import type { Graph } from '../../graph/graph.js'
import { fail } from '../../messages/catalogue.js'
import type { Engine, EngineOptions, Session } from '../engine.js'
import { sessionOf, variablePorts } from '../worker/session.js'
import { load, startThread, type Thread } from '../worker/thread.js'
import type { Setup } from './executor.js'
import { findTensorFlow } from './find.js'
import { takes } from './kernels.js'
import { lowerGraph } from './lower.js'
import { placed } from './placement.js'
import type { Ready, WorkerData } from './worker.js'

/** TensorFlow in a thread of its own, on a GPU where the installed package finds one, else on the CPU. */
export const tensorflow: Engine = {
  name: 'tensorflow',
  takes,
  create,
  place: (graph, call, options = {}) => placed(library(), prepare(graph, options), call, options),
}

const missing = '`@tensorflow/tfjs-node` is not installed; `sslang engine add tensorflow` installs it'

const withoutCuda = 'it finds no GPU that CUDA can use'

/** How many threads TensorFlow made, which it does once for the whole process. */
let made: number | undefined

const library = (): string => findTensorFlow() ?? fail('SSL7005', { engine: 'tensorflow', reason: missing })

/** The functions of a graph as one SavedModel, and its variables. */
export function prepare(graph: Graph, { precision }: EngineOptions = {}): Setup {
  return { ...lowerGraph(graph, precision === 'mixed'), variables: variablePorts(graph) }
}

async function create(graph: Graph, options: EngineOptions = {}): Promise<Session> {
  // It takes a GPU wherever it sees one.
  if (options.device === 'cpu') process.env.CUDA_VISIBLE_DEVICES = '-1'
  const { thread, versions, gpu } = await startWorker(options)
  if (options.device === 'cuda' && !gpu) {
    await thread.end()
    fail('SSL7005', { engine: 'tensorflow', reason: withoutCuda })
  }
  await load(thread, () => prepare(graph, options))
  const { threads = made ?? availableParallelism(), precision = 'f32' } = options
  const device = gpu ? 'cuda' : 'cpu'
  return sessionOf(graph, thread, {
    engine: 'tensorflow',
    device,
    threads,
    precision,
    deterministic: !gpu,
    versions,
  })
}

/** Starts a worker and tells what it is ready with. */
export async function startWorker({
  threads,
  observe,
}: EngineOptions = {}): Promise<Ready & { readonly thread: Thread }> {
  if (threads !== undefined && made !== undefined && threads !== made)
    fail('SSL7410', { engine: 'tensorflow', threads, made })
  const data: WorkerData = { file: library(), threads }
  const { thread, ready } = await startThread<Ready>({ engine: 'tensorflow', data, external: [], observe })
  made ??= threads ?? availableParallelism()
  return { thread, ...ready }
}
