import type { Takes } from '../graph/call.js'
import type { Graph } from '../graph/graph.js'
import type { Device, Engine, EngineOptions, Values } from './engine.js'
import { deviceSession } from './onnx/device.js'
import { createExecutor as createOnnx } from './onnx/executor.js'
import { onnx as onnxEngine, prepare as prepareOnnx, startWorker as startOnnx } from './onnx/onnx.js'
import { createExecutor as createTensorFlow } from './tensorflow/executor.js'
import { findTensorFlow } from './tensorflow/find.js'
import { loadTensorFlow } from './tensorflow/load.js'
import {
  prepare as prepareTensorFlow,
  startWorker as startTensorFlow,
  tensorflow as tensorflowEngine,
} from './tensorflow/tensorflow.js'
import type { DataByName } from './worker/port.js'
import type { Executor } from './worker/serve.js'
import type { Thread } from './worker/thread.js'

/** An engine in the thread of the test, which is what its worker runs. */
export interface TestedEngine {
  readonly name: Engine['name']
  readonly device: Device
  readonly engine: Engine
  readonly takes: Takes
  readonly open: (graph: Graph, options?: EngineOptions) => Promise<Executor>
  /** Its worker, with a graph, which may be damaged on the way. */
  readonly start: (graph: Graph, damaged?: boolean) => Promise<Thread>
}

const never: Takes = () => false
const damage = Uint8Array.of(1, 2)

const onnxOn = (device: 'cpu' | 'webgpu'): TestedEngine => ({
  name: 'onnx',
  device,
  engine: {
    ...onnxEngine,
    create: (graph, options) => onnxEngine.create(graph, { ...options, device }),
  },
  takes: onnxEngine.takes ?? never,
  open: async (graph) => createOnnx(prepareOnnx(graph, { threads: 1, device })),
  start: async (graph, damaged = false) => {
    const { programs, ...rest } = prepareOnnx(graph, { device })
    const sent = damaged ? programs.map((program) => ({ ...program, bytes: damage })) : programs
    const { thread } = await startOnnx({ device })
    await thread.ask({ ask: 'load', setup: { ...rest, programs: sent } }, 'start')
    return thread
  },
})

function tensorflow(): TestedEngine | undefined {
  const file = findTensorFlow()
  if (file === undefined) return undefined
  const tf = loadTensorFlow(file, undefined)
  return {
    name: 'tensorflow',
    device: 'cpu',
    engine: tensorflowEngine,
    takes: tensorflowEngine.takes ?? never,
    open: (graph, options) => createTensorFlow(tf, prepareTensorFlow(graph, options)),
    start: async (graph, damaged = false) => {
      const setup = prepareTensorFlow(graph)
      const { thread } = await startTensorFlow()
      await thread.ask({ ask: 'load', setup: damaged ? { ...setup, bytes: damage } : setup }, 'start')
      return thread
    },
  }
}

const single = (values: Values): DataByName =>
  Object.fromEntries(
    Object.entries(values).map(([path, all]) => [
      path,
      all instanceof Float64Array ? Float32Array.from(all) : all,
    ]),
  )

/** It as the engine that a program gets, without a thread of its own. */
export const inPlace = ({ name, device, takes, open, engine }: TestedEngine): Engine => ({
  name,
  takes,
  place: engine.place,
  create: async (graph, options) => {
    const executor = await open(graph, options)
    const paths = Object.keys(graph.variables)
    return {
      facts: { engine: name, device, threads: 1, precision: 'f32', deterministic: true, versions: {} },
      assign: async (values) => executor.assign(single(values)),
      step: (called, inputs) => executor.run(called, inputs as DataByName, true),
      evaluate: (called, inputs) => executor.run(called, inputs as DataByName, false),
      read: async (some = paths) => executor.read(some),
      close: () => executor.close(),
    }
  },
})

/** The engines, other than `reference`, that work on this machine. */
export function workingEngines(): readonly TestedEngine[] {
  const found = tensorflow()
  return found ? [onnxOn('cpu'), found] : [onnxOn('cpu')]
}

/** ONNX Runtime with WebGPU; undefined where that does not start. */
export async function workingWebgpu(): Promise<TestedEngine | undefined> {
  try {
    // It stays open: shaders that were compiled are then kept from test to test.
    await deviceSession('webgpu')
    return onnxOn('webgpu')
  } catch {
    return undefined
  }
}
