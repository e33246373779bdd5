import { count } from '../../graph/count.js'
import { functionIn } from '../../graph/function.js'
import type { Graph, GraphFunction } from '../../graph/graph.js'
import { fail } from '../../messages/catalogue.js'
import type { EngineFacts, Session, Values } from '../engine.js'
import { type Data, newData, type Port, portOf } from './port.js'
import type { Thread } from './thread.js'

/** The variables of a graph, under their paths. */
export const variablePorts = ({ variables }: Graph): Port[] =>
  Object.values(variables).map(({ path, shape, type }) => ({ name: path, shape, type }))

/** A session whose work is done by `thread`. */
export function sessionOf(graph: Graph, thread: Thread, facts: EngineFacts): Session {
  const variables = new Map(variablePorts(graph).map((port) => [port.name, port]))
  const variable = (path: string): Port => variables.get(path) ?? fail('SSL7004', { path })
  let open = true
  const ask: Thread['ask'] = (question, doing) =>
    open ? thread.ask(question, doing) : fail('SSL7007', { doing })
  const run = async (name: string, inputs: Values, update: boolean): Promise<Values> => {
    const fed = feeds(functionIn(graph, name), inputs)
    return ask({ ask: 'run', name, inputs: fed, update }, name)
  }
  return {
    facts,
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

function feeds(target: GraphFunction, inputs: Values): Record<string, Data> {
  const entries = Object.entries(target.inputs).map(([name, node]) => {
    const data = inputs[name] ?? fail('SSL7001', { name })
    return [name, packed(data, portOf(name, node), name)] as const
  })
  return Object.fromEntries(entries)
}

/** An array of the type that the engine wants, alone in its buffer, so that no more than it is copied. */
function packed(data: Values[string], { shape, type }: Port, name: string): Data {
  const expected = count(shape)
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
