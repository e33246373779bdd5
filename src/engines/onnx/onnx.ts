import { sizeOf } from '../../graph/dimension.js'
import type { Graph, GraphFunction } from '../../graph/graph.js'
import { fail } from '../../messages/catalogue.js'
import type { Engine, EngineOptions, Session, Values } from '../engine.js'
import { type Data, newData, type Setup } from './executor.js'
import { takes } from './kernels.js'
import { lowerFunction } from './lower.js'
import type { Port } from './model.js'
import { startThread, type Thread } from './thread.js'
import { product } from './value.js'

/** ONNX Runtime on the CPU, in a thread of its own: the embedded engine. */
export const onnx: Engine = { name: 'onnx', takes, create }

/** The functions of a graph as ONNX models, and its variables. `block`: see `blockSize`. */
export function prepare(graph: Graph, options: EngineOptions = {}, block = 0): Setup {
  const programs = Object.entries(graph.functions).map(([name, target]) => ({
    name,
    ...lowerFunction(target, block),
  }))
  const variables = Object.values(graph.variables).map(
    ({ path, shape, type }): Port => ({ name: path, shape, type }),
  )
  return { programs, variables, threads: options.threads }
}

async function create(graph: Graph, options: EngineOptions = {}): Promise<Session> {
  const { thread, block } = await startThread()
  const setup = prepare(graph, options, block)
  await thread.ask({ ask: 'load', setup }, 'start')
  return sessionOf(graph, setup, thread)
}

/** A session whose work is done by `thread`. */
export function sessionOf(graph: Graph, setup: Setup, thread: Thread): Session {
  const variables = new Map(setup.variables.map((port) => [port.name, port]))
  const variable = (path: string): Port => variables.get(path) ?? fail('SSL7004', { path })
  let open = true
  const ask: Thread['ask'] = (question, doing) =>
    open ? thread.ask(question, doing) : fail('SSL7007', { doing })
  const run = async (name: string, inputs: Values, update: boolean): Promise<Values> => {
    const fed = feeds(functionOf(graph, name), inputs)
    return ask({ ask: 'run', name, inputs: fed, update }, name)
  }
  return {
    assign: async (values) => {
      const entries = Object.entries(values)
      const given = entries.map(([path, data]) => [path, packed(data, variable(path), path)] as const)
      await ask({ ask: 'assign', values: Object.fromEntries(given) }, 'assign')
    },
    step: (name, inputs) => run(name, inputs, true),
    evaluate: (name, inputs) => run(name, inputs, false),
    read: async (paths = [...variables.keys()]) => {
      for (const path of paths) variable(path)
      return ask({ ask: 'read', paths }, 'read')
    },
    close: async () => {
      if (!open) return
      open = false
      await thread.ask({ ask: 'close' }, 'close').catch(() => undefined)
      await thread.end()
    },
  }
}

function functionOf(graph: Graph, name: string): GraphFunction {
  return graph.functions[name] ?? fail('SSL7003', { name, known: Object.keys(graph.functions) })
}

function feeds(target: GraphFunction, inputs: Values): Record<string, Data> {
  const entries = Object.entries(target.inputs).map(([name, node]) => {
    const data = inputs[name] ?? fail('SSL7001', { name })
    return [name, packed(data, { name, shape: node.shape.map(sizeOf), type: node.type }, name)] as const
  })
  return Object.fromEntries(entries)
}

/** An array of the type that the engine wants, alone in its buffer, so that no more than it is copied. */
function packed(data: Values[string], { shape, type }: Port, name: string): Data {
  const expected = product(shape)
  if (data.length !== expected) {
    fail('SSL7002', { name, given: data.length, shape: `[${shape.join(', ')}]`, expected })
  }
  const fits =
    data instanceof (type === 'f32' ? Float32Array : type === 'int' ? Int32Array : Uint8Array) &&
    (data.byteLength === data.buffer.byteLength || data.buffer instanceof SharedArrayBuffer)
  if (fits) return data as Data
  const copy = newData(type, expected)
  copy.set(data)
  return copy
}
