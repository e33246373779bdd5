import { sizeOf } from '../../graph/dimension.js'
import { gradients } from '../../graph/gradients.js'
import type { Graph } from '../../graph/graph.js'
import type { ElementType, Node } from '../../graph/node.js'
import { within } from '../definition/build.js'
import type { Configured } from '../definition/information.js'
import { refuse } from '../report.js'
import { functionOf } from '../step/function.js'
import { isTensor, type Nested } from '../tensor/value.js'
import { nodesOf, type PlainProgram, plainProgram, splitKey } from './evaluate.js'
import { nest } from './nested.js'

type Values = Readonly<Record<string, Float32Array | Int32Array | Uint8Array | Float64Array>>

/** The part of an engine that a plain call needs. */
export interface CallEngine {
  create(graph: Graph): Promise<{
    assign(values: Values): Promise<void>
    evaluate(name: string, inputs: Values): Promise<Values>
    close(): Promise<void>
  }>
}

let engineOf: ((name: string) => Promise<CallEngine>) | undefined

/** Says where engines come from; whoever runs programs calls it once. */
export function setEngines(next: (name: string) => Promise<CallEngine>): void {
  engineOf = next
}

/** A plain call that another engine than the reference computes. */
export const callOn =
  (configured: Configured) =>
  (engine: string) =>
  async (...given: unknown[]): Promise<unknown> => {
    const { data, key } = splitKey(given)
    const program = plainProgram(configured, data, { key })
    const values = await evaluateOn(engine, program, nodesOf(program.result))
    if (isTensor(program.result)) return values[0] ?? 0
    return Object.fromEntries(Object.keys(program.result).map((name, k) => [name, values[k] ?? 0]))
  }

/** Value and derivatives of a loss, computed by another engine. */
export const gradientOn =
  (configured: Configured) =>
  (engine: string) =>
  async (...given: unknown[]): Promise<Record<string, Nested>> => {
    const { data, key } = splitKey(given)
    const program = plainProgram(configured, data, { key })
    const [loss] = nodesOf(program.result)
    if (!loss || loss.shape.length > 0) return refuse('SSL3122', { given: 'of a tensor or tuple' })
    const inputs = Object.entries(program.inputs).filter(([, node]) => node.type === 'f32')
    const slopes = within(program.build, () =>
      gradients(
        loss,
        inputs.map(([, node]) => node),
      ),
    )
    const [value, ...rest] = await evaluateOn(engine, program, [loss, ...slopes])
    return {
      value: value ?? Number.NaN,
      ...Object.fromEntries(inputs.map(([name], k) => [name, rest[k] ?? 0])),
    }
  }

/** Nodes of a plain program as nested arrays, computed by the engine of that name. */
async function evaluateOn(name: string, program: PlainProgram, nodes: readonly Node[]): Promise<Nested[]> {
  const engine = engineOf ? await engineOf(name) : refuse('SSL3137', { engine: name })
  const found = await valuesOn(engine, program, nodes)
  return nodes.map((node, k) => nest(found[k] ?? [], node.shape.map(sizeOf), node.type === 'bool'))
}

/** The values of nodes of a plain program, computed by an engine in one session. */
export async function valuesOn(
  engine: CallEngine,
  program: PlainProgram,
  nodes: readonly Node[],
): Promise<readonly ArrayLike<number>[]> {
  const { build, values } = program
  const call = functionOf(Object.fromEntries(nodes.map((node, k) => [`result${k}`, node])), {})
  const variables = [...build.variables.values()]
  const session = await engine.create({
    variables: Object.fromEntries(
      variables.map(({ path, shape, type }) => [path, { path, shape: shape.map(sizeOf), type }]),
    ),
    functions: { call },
  })
  try {
    await session.assign(
      Object.fromEntries(variables.map(({ path, type }) => [path, typed(values.get(path) ?? [], type)])),
    )
    const fed = Object.entries(call.inputs).map(([input, node]) => [
      input,
      typed(values.get(node) ?? [], node.type),
    ])
    const found = await session.evaluate('call', Object.fromEntries(fed))
    return nodes.map((_, k) => found[`result${k}`] ?? [])
  } finally {
    await session.close()
  }
}

function typed(values: ArrayLike<number>, type: ElementType): Float32Array | Int32Array | Uint8Array {
  if (type === 'int') return Int32Array.from(values)
  return type === 'bool' ? Uint8Array.from(values) : Float32Array.from(values)
}
