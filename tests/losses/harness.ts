import { evaluateNodes } from '../../src/engines/reference/evaluate.js'
import type { TestedEngine } from '../../src/engines/working.fixture.js'
import { sizeOf } from '../../src/graph/dimension.js'
import { gradients } from '../../src/graph/gradients.js'
import type { Node } from '../../src/graph/node.js'
import { simplify } from '../../src/graph/passes/simplify.js'
import { within } from '../../src/program/definition/build.js'
import { configure } from '../../src/program/definition/configuration.js'
import { definitionOf, type Information } from '../../src/program/definition/information.js'
import type { Nested } from '../../src/program/index.js'
import { nodesOf, type PlainProgram, plainProgram } from '../../src/program/plain/evaluate.js'
import { flatten, nest } from '../../src/program/plain/nested.js'
import { definitionAt } from './definitions.js'

export type { Nested } from '../../src/program/index.js'
export type Configuration = Readonly<Record<string, unknown>>

/** A value and its derivatives by argument. */
export interface Slopes {
  readonly value: number
  /** By name, in the shape of the argument; none for whole numbers and truth values. */
  readonly gradients: Readonly<Record<string, Nested>>
}

/** A definition of the library with its configuration, on plain nested arrays. */
export interface Plain {
  /** The names of its data arguments, in order. */
  readonly names: readonly string[]
  result(...data: readonly Nested[]): Nested
  value(...data: readonly Nested[]): number
  gradient(...data: readonly Nested[]): Slopes
  /** The result in float32, by another engine. */
  resultOn(engine: TestedEngine, ...data: readonly Nested[]): Promise<Nested>
  /** Value and derivatives in float32, by another engine. */
  on(engine: TestedEngine, ...data: readonly Nested[]): Promise<Slopes>
}

/** The graph of a call for arguments of certain shapes: its values change, it does not. */
interface Prepared {
  readonly program: PlainProgram
  readonly result: Node
  readonly slopes: Readonly<Record<string, Node>>
}

function information(path: string): Information {
  const value = definitionAt(path)
  const made = typeof value === 'function' ? definitionOf(value) : undefined
  if (!made) throw new Error(`${path} is no definition`)
  return made
}

/** A loss of the library; throws where a setting is refused. */
export const loss = (name: string, configuration: Configuration = {}): Plain =>
  plain(information(`std.losses.${name}`), configuration)

/** A definition of any module of the library: `losses.sinkhorn`. */
export const definition = (path: string, configuration: Configuration = {}): Plain =>
  plain(information(`std.${path}`), configuration)

/** A definition as plain functions. While the shapes stay the graph is kept, unchecked for new values. */
export function plain(definition: Information, given: Configuration): Plain {
  const configured = { definition, configuration: configure(definition, given) }
  const names = Object.keys(definition.data)
  let last: { key: string; prepared: Prepared } | undefined
  const prepared = (data: readonly Nested[]): Prepared => {
    const key = data.map((one) => flatten(one).shape.join('x')).join(' ')
    if (last?.key !== key) last = { key, prepared: graphOf(plainProgram(configured, data)) }
    return last.prepared
  }
  const evaluate = (data: readonly Nested[], nodes: readonly Node[]): Nested[] => {
    const { inputs } = prepared(data).program
    const values = new Map(names.map((name, k) => [inputs[name] as Node, flatten(data[k] ?? 0).data]))
    return evaluateNodes(nodes, values).map((one, k) => nest(one, (nodes[k] as Node).shape.map(sizeOf)))
  }
  const result = (...data: readonly Nested[]) => evaluate(data, [prepared(data).result])[0] ?? Number.NaN
  const slopesOf = ({ slopes }: Prepared, [value, ...parts]: readonly Nested[]): Slopes => ({
    value: Number(value),
    gradients: Object.fromEntries(Object.keys(slopes).map((name, k) => [name, parts[k] ?? Number.NaN])),
  })
  return {
    names,
    result,
    value: (...data) => Number(result(...data)),
    gradient: (...data) => {
      const one = prepared(data)
      return slopesOf(one, evaluate(data, [one.result, ...Object.values(one.slopes)]))
    },
    resultOn: async (engine, ...data) => {
      const { program, result } = prepared(data)
      const [found = Number.NaN] = await float32(engine, program, [result], names, data)
      return found
    },
    on: async (engine, ...data) => {
      const one = prepared(data)
      const nodes = [one.result, ...Object.values(one.slopes)]
      return slopesOf(one, await float32(engine, one.program, nodes, names, data))
    },
  }
}

function graphOf(program: PlainProgram): Prepared {
  const [result] = nodesOf(program.result)
  if (!result) throw new Error('a result of nothing')
  const real = Object.entries(program.inputs).filter(([, node]) => node.type === 'f32')
  const nodes = within(program.build, () =>
    gradients(
      result,
      real.map(([, node]) => node),
    ),
  )
  return { program, result, slopes: Object.fromEntries(real.map(([name], k) => [name, nodes[k] as Node])) }
}

async function float32(
  engine: TestedEngine,
  { inputs }: PlainProgram,
  nodes: readonly Node[],
  names: readonly string[],
  data: readonly Nested[],
): Promise<Nested[]> {
  const outputs = Object.fromEntries(nodes.map((node, k) => [`o${k}`, node]))
  const whole = { variables: {}, functions: { call: { inputs, outputs, updates: {} } } }
  const executor = await engine.open(simplify(whole, engine.takes))
  try {
    const fed = names.map(
      (name, k) => [name, packed(flatten(data[k] ?? 0).data, inputs[name]?.type)] as const,
    )
    const values = await executor.run('call', Object.fromEntries(fed), false)
    return nodes.map((node, k) => nest(values[`o${k}`] ?? [], node.shape.map(sizeOf)))
  } finally {
    await executor.close()
  }
}

function packed(values: Float64Array, type: Node['type'] | undefined) {
  if (type === 'int') return Int32Array.from(values)
  return type === 'bool' ? Uint8Array.from(values) : Float32Array.from(values)
}
