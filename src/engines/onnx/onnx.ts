import { availableParallelism } from 'node:os'
import type { Graph } from '../../graph/graph.js'
import type { Engine, EngineOptions, Session } from '../engine.js'
import { sessionOf, variablePorts } from '../worker/session.js'
import { startThread, type Thread } from '../worker/thread.js'
import type { Setup } from './executor.js'
import { abandonGate, closeGate, newGate } from './gate.js'
import { takes } from './kernels.js'
import { lowerFunction } from './lower.js'
import type { Ready } from './worker.js'

/** ONNX Runtime on the CPU, in a thread of its own: the embedded engine. */
export const onnx: Engine = { name: 'onnx', takes, create }

/** The functions of a graph as ONNX models, and its variables. `block`: see `blockSize`. */
export function prepare(graph: Graph, options: EngineOptions = {}, block = 0): Setup {
  const programs = Object.entries(graph.functions).map(([name, target]) => ({
    name,
    ...lowerFunction(target, block),
  }))
  const { threads, operators = false } = options
  return { programs, variables: variablePorts(graph), threads, operators }
}

async function create(graph: Graph, options: EngineOptions = {}): Promise<Session> {
  const { thread, block, version } = await startWorker(options)
  const setup = prepare(graph, options, block)
  await thread.ask({ ask: 'load', setup }, 'start')
  return sessionOf(graph, thread, {
    engine: 'onnx',
    device: 'cpu',
    threads: options.threads ?? availableParallelism(),
    precision: 'f32',
    deterministic: true,
    versions: { 'onnxruntime-node': version },
  })
}

/** Starts a worker and tells what it is ready with. */
export async function startWorker({
  observe,
}: EngineOptions = {}): Promise<Ready & { readonly thread: Thread }> {
  const gate = newGate()
  const { thread, ready } = await startThread<Ready>({
    engine: 'onnx',
    data: gate,
    external: ['onnxruntime-node'],
    observe,
    closing: () => closeGate(gate),
    gone: () => abandonGate(gate),
  })
  return { thread, ...ready }
}
