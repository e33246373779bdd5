import { count } from '../../graph/count.js'
import { functionIn } from '../../graph/function.js'
import type { Graph, GraphFunction } from '../../graph/graph.js'
import { inOrder } from '../../graph/order.js'
import { fail } from '../../messages/catalogue.js'
import type { Engine, EngineFacts, EngineOptions, Session, Values } from '../engine.js'
import { counted } from '../placement/placed.js'
import { laps } from '../worker/laps.js'
import { evaluateNodes, type GivenValues } from './evaluate.js'

/** The meaning of every graph, in float64 on one thread: slow, and what other engines are compared with. */
export const reference: Engine = {
  name: 'reference',
  create: async (graph, options) => createSession(graph, options),
  place: async (graph, { name }) => {
    const { outputs, updates } = functionIn(graph, name)
    const nodes = inOrder([...Object.values(outputs), ...Object.values(updates)])
    return counted(nodes.map(({ op }) => ({ operator: op, on: 'CPU, in TypeScript' })))
  },
}

const facts: EngineFacts = {
  engine: 'reference',
  device: 'cpu',
  threads: 1,
  precision: 'f64',
  deterministic: true,
  versions: {},
}

function createSession(graph: Graph, { observe = () => undefined }: EngineOptions = {}): Session {
  const variables = new Map<string, Float64Array>()
  for (const { path, shape } of Object.values(graph.variables))
    variables.set(path, new Float64Array(count(shape)))
  return {
    facts,
    assign: async (values) => assign(variables, values),
    step: async (name, inputs) => {
      const lap = laps('engine', observe)
      const { outputs, updates } = run(functionIn(graph, name), variables, inputs)
      lap('step')
      for (const [path, data] of Object.entries(updates)) variables.set(path, data)
      return outputs
    },
    evaluate: async (name, inputs) => {
      const { inputs: fed, outputs } = functionIn(graph, name)
      return run({ inputs: fed, outputs, updates: {} }, variables, inputs).outputs
    },
    read: async (paths = [...variables.keys()]) =>
      Object.fromEntries(paths.map((path) => [path, variableOf(variables, path).slice()])),
    close: async () => variables.clear(),
  }
}

function variableOf(variables: ReadonlyMap<string, Float64Array>, path: string): Float64Array {
  return variables.get(path) ?? fail('SSL7004', { path })
}

function assign(variables: Map<string, Float64Array>, values: Values): void {
  for (const [path, data] of Object.entries(values)) {
    const expected = variableOf(variables, path).length
    if (data.length !== expected) {
      fail('SSL7002', { name: path, given: data.length, shape: `[${expected}]`, expected })
    }
    variables.set(path, Float64Array.from(data))
  }
}

interface Results {
  readonly outputs: Record<string, Float64Array>
  readonly updates: Record<string, Float64Array>
}

function run({ outputs, updates }: GraphFunction, variables: GivenValues, inputs: Values): Results {
  const names = [...Object.keys(outputs), ...Object.keys(updates)]
  const nodes = [...Object.values(outputs), ...Object.values(updates)]
  const values = evaluateNodes(nodes, new Map([...variables, ...Object.entries(inputs)]))
  // An array may also be that of a variable or an input: hand out copies only.
  const named = names.map((name, k) => [name, (values[k] as Float64Array).slice()] as const)
  const split = Object.keys(outputs).length
  return {
    outputs: Object.fromEntries(named.slice(0, split)),
    updates: Object.fromEntries(named.slice(split)),
  }
}
