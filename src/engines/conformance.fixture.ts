import * as build from '../graph/build.js'
import { gradients } from '../graph/gradients.js'
import type { Graph } from '../graph/graph.js'
import type { Node } from '../graph/node.js'
import type { Case } from '../graph/ops/cases.js'
import type { TestedEngine } from './engines.fixture.js'
import { evaluateNodes } from './reference/evaluate.js'
import { newData } from './worker/port.js'

/** What an engine made of one output, and what `reference` does. */
export interface Compared {
  readonly name: string
  readonly got: ArrayLike<number>
  readonly expected: ArrayLike<number>
}

/** A case, with the gradients of a weighted sum of its result, on an engine and on `reference`. */
export async function compared(engine: TestedEngine, one: Case): Promise<Compared[]> {
  const graph = graphOf(one)
  const executor = await engine.open(graph)
  const fed = one.inputs.map(({ type, data }, k) => {
    const array = newData(type, data.length)
    array.set(data)
    return [`x${k}`, array] as const
  })
  const variables = Object.entries(one.variables ?? {})
  executor.assign(Object.fromEntries(variables.map(([path, { data }]) => [path, Float32Array.from(data)])))
  const got = await executor.run('f', Object.fromEntries(fed), false)
  await executor.close()
  const outputs = Object.entries(graph.functions.f?.outputs ?? {})
  const given = new Map<string, Float64Array>([
    ...fed.map(([name, data]) => [name, Float64Array.from(data)] as const),
    ...variables.map(([path, { data }]) => [path, Float64Array.from(data)] as const),
  ])
  const expected = evaluateNodes(
    outputs.map(([, node]) => node),
    given,
  )
  return outputs.map(([name], k) => ({ name, got: got[name] ?? [], expected: expected[k] ?? [] }))
}

/** A case and the gradients of a weighted sum of its result, as outputs of one function. */
function graphOf({ inputs, make, variables = {} }: Case): Graph {
  const nodes = inputs.map(({ shape, type }, k) => build.input(`x${k}`, shape, type))
  const result = make(nodes)
  const outputs: Record<string, Node> = { result }
  const real = nodes.filter(({ type }) => type === 'f32')
  if (result.type === 'f32' && real.length > 0) {
    const size = result.shape.reduce<number>((all, n) => all * (n as number), 1)
    const weights = Array.from({ length: size }, (_, k) => 1 + ((k * 7) % 5) / 4)
    const loss = build.sum(build.multiply(result, build.constant(weights, result.shape)))
    for (const [k, gradient] of gradients(loss, real).entries()) outputs[`gradient${k}`] = gradient
  }
  return {
    variables: Object.fromEntries(
      Object.entries(variables).map(([path, { shape, type }]) => [path, { path, shape, type }]),
    ),
    functions: {
      f: { inputs: Object.fromEntries(nodes.map((node, k) => [`x${k}`, node])), outputs, updates: {} },
    },
  }
}

/** How far apart two numbers are, relative to the second or, below 1, absolutely; none where both are the same. */
export function apart(got: number, expected: number): number {
  const rounded = Math.fround(expected)
  if (Object.is(got, rounded) || got === rounded || (Number.isNaN(got) && Number.isNaN(rounded))) return 0
  const gap = Math.abs(got - expected) / Math.max(1, Math.abs(expected))
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap
}
