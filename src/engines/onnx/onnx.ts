import { availableParallelism } from 'node:os'
import type { Graph } from '../../graph/graph.js'
import type { Engine, EngineOptions, Session } from '../engine.js'
import { sessionOf, variablePorts } from '../worker/session.js'
import { load, startThread, type Thread } from '../worker/thread.js'
import type { Setup } from './executor.js'
import { abandonGate, closeGate, newGate } from './gate.js'
import { takes } from './kernels.js'
import { lowerFunction } from './lower.js'
import { placed } from './placement.js'
import type { Ready, WorkerData } from './worker.js'

/** ONNX Runtime in a thread of its own, on the CPU where no other device is asked for: the embedded engine. */
export const onnx: Engine = {
  name: 'onnx',
  takes,
  create,
  place: (graph, call, options) => placed((own) => create(graph, { ...options, ...own }), call),
}

/** The functions of a graph as ONNX models, and its variables. `block`: see `blockSize`. */
export function prepare(graph: Graph, options: EngineOptions = {}, block = 0): Setup {
  const { threads, operators = false, device = 'cpu' } = options
  const programs = Object.entries(graph.functions).map(([name, target]) => ({
    name,
    ...lowerFunction(target, block, device),
  }))
  return { device, programs, variables: variablePorts(graph), threads, operators }
}

async function create(graph: Graph, options: EngineOptions = {}): Promise<Session> {
  const { thread, block, version } = await startWorker(options)
  const { device = 'cpu' } = options
  await load(thread, () => prepare(graph, options, block))
  return sessionOf(graph, thread, {
    engine: 'onnx',
    device,
    threads: options.threads ?? availableParallelism(),
    precision: 'f32',
    deterministic: device === 'cpu',
    versions: { 'onnxruntime-node': version },
  })
}

/** Starts a worker and tells what it is ready with. */
export async function startWorker({
  observe,
  device = 'cpu',
}: EngineOptions = {}): Promise<Ready & { readonly thread: Thread }> {
  const gate = newGate()
  const { thread, ready } = await startThread<Ready>({
    engine: 'onnx',
    data: { gate, device } satisfies WorkerData,
    external: ['onnxruntime-node'],
    observe,
    closing: () => closeGate(gate),
    gone: () => abandonGate(gate),
  })
  return { thread, ...ready }
}
