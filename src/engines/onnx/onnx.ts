import type { Graph } from '../../graph/graph.js'
import type { Engine, EngineOptions, Session } from '../engine.js'
import { sessionOf, variablePorts } from '../worker/session.js'
import { startThread, type Thread } from '../worker/thread.js'
import type { Setup } from './executor.js'
import { abandonGate, closeGate, newGate } from './gate.js'
import { takes } from './kernels.js'
import { lowerFunction } from './lower.js'

/** ONNX Runtime on the CPU, in a thread of its own: the embedded engine. */
export const onnx: Engine = { name: 'onnx', takes, create }

/** The functions of a graph as ONNX models, and its variables. `block`: see `blockSize`. */
export function prepare(graph: Graph, options: EngineOptions = {}, block = 0): Setup {
  const programs = Object.entries(graph.functions).map(([name, target]) => ({
    name,
    ...lowerFunction(target, block),
  }))
  return { programs, variables: variablePorts(graph), threads: options.threads }
}

async function create(graph: Graph, options: EngineOptions = {}): Promise<Session> {
  const { thread, block } = await startWorker()
  const setup = prepare(graph, options, block)
  await thread.ask({ ask: 'load', setup }, 'start')
  return sessionOf(graph, thread)
}

/** Starts a worker; `block` is what `blockSize` finds there. */
export async function startWorker(): Promise<{ readonly thread: Thread; readonly block: number }> {
  const gate = newGate()
  const { thread, ready } = await startThread<{ readonly block: number }>({
    engine: 'onnx',
    data: gate,
    external: ['onnxruntime-node'],
    closing: () => closeGate(gate),
    gone: () => abandonGate(gate),
  })
  return { thread, block: ready.block }
}
