import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { CoreModule } from '../../src/compiler/core.js'
import { checkModule, elaborate, evaluateDefinition, libraryModules } from '../../src/compiler/index.js'
import type { Values } from '../../src/engines/engine.js'
import { enginesHere, type TestedEngine } from '../../src/engines/engines.fixture.js'
import { evaluateNodes } from '../../src/engines/reference/evaluate.js'
import { allInputs, behind } from '../../src/graph/behind.js'
import * as build from '../../src/graph/build.js'
import { callOf } from '../../src/graph/call.js'
import { nodesOf } from '../../src/graph/function.js'
import { gradients } from '../../src/graph/gradients.js'
import type { Graph, GraphFunction } from '../../src/graph/graph.js'
import type { Node } from '../../src/graph/node.js'
import { simplify } from '../../src/graph/passes/simplify.js'
import { newBuild, within } from '../../src/program/definition/build.js'

const modules = new Map<string, CoreModule>(
  libraryModules().flatMap((module) => [...checkModule(module, { read: () => undefined }).modules]),
)

type Recipe = (...data: Node[]) => Node

/** A definition of the library with its configuration. */
function library(path: string, configuration?: Readonly<Record<string, unknown>>): Recipe {
  const found = evaluateDefinition(modules, `std.${path}`)
  return (configuration ? (found as (given: unknown) => Recipe)(configuration) : found) as Recipe
}

interface Case {
  readonly recipe: Recipe
  readonly shape: readonly number[]
  readonly data: readonly number[]
  /** Classes, for a definition with labels. */
  readonly labels?: readonly number[]
}

interface Built {
  readonly graph: Graph
  readonly values: ReadonlyMap<string, readonly number[]>
}

/** The value, a weighted sum of it, and the gradients of that by data and parameters. */
function built({ recipe, shape, data, labels }: Case): Built {
  const x = build.input('x', shape)
  const label = labels && build.input('label', [labels.length], 'int')
  const one = newBuild('test', { training: true })
  const y = within(one, () => recipe(...(label ? [x, label] : [x])))
  const size = y.shape.reduce<number>((all, n) => all * Number(n), 1)
  const weights = Array.from({ length: size }, (_, k) => Math.cos(1.7 * k + 0.4))
  const loss = build.sum(build.multiply(y, build.constant(weights, y.shape)))
  const parameters = [...one.variables.values()].filter(({ role }) => role === 'parameter')
  const slopes = gradients(loss, [x, ...parameters.map(({ node }) => node)])
  const outputs = Object.fromEntries(slopes.map((node, k) => [`gradient${k}`, node]))
  const filled = parameters.map(({ path, shape: sizes }, n) => {
    const count = sizes.reduce<number>((all, size) => all * Number(size), 1)
    return [path, Array.from({ length: count }, (_, k) => 0.7 + Math.sin(k + 2 * n) / 3)] as const
  })
  return {
    graph: {
      variables: Object.fromEntries(
        parameters.map(({ path, shape: sizes, type }) => [path, { path, shape: sizes.map(Number), type }]),
      ),
      functions: {
        f: { inputs: { x, ...(label && { label }) }, outputs: { y, loss, ...outputs }, updates: {} },
      },
    },
    values: new Map([['x', data], ...(labels ? [['label', labels] as const] : []), ...filled]),
  }
}

const engines = enginesHere()

type Results = Readonly<Record<string, ArrayLike<number>>>

function reference({ functions }: Graph, values: Built['values']): Results {
  const entries = Object.entries(functions.f?.outputs ?? {})
  const found = evaluateNodes(
    entries.map(([, node]) => node),
    values,
  )
  return Object.fromEntries(entries.map(([name], k) => [name, found[k] ?? []]))
}

async function onEngine(engine: TestedEngine, graph: Graph, values: Built['values']): Promise<Results> {
  const executor = await engine.open(graph)
  try {
    const paths = Object.keys(graph.variables)
    executor.assign(
      Object.fromEntries(paths.map((path) => [path, Float32Array.from(values.get(path) ?? [])])),
    )
    const fed = Object.entries(graph.functions.f?.inputs ?? {}).map(([name, { type }]) => {
      const given = values.get(name) ?? []
      return [name, type === 'int' ? Int32Array.from(given) : Float32Array.from(given)] as const
    })
    return (await executor.run('f', Object.fromEntries(fed), false)) satisfies Values
  } finally {
    await executor.close()
  }
}

function expectClose(got: Results, expected: Results, tolerance: number): void {
  expect(Object.keys(got).sort()).toEqual(Object.keys(expected).sort())
  for (const [name, values] of Object.entries(expected)) {
    for (let k = 0; k < values.length; k++) {
      const [a, b] = [got[name]?.[k] ?? Number.NaN, values[k] ?? Number.NaN]
      expect(Math.abs(a - b), `${name}[${k}] is ${a}, not ${b}`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(b)),
      )
    }
  }
}

const callsIn = ({ functions }: Graph): string[] =>
  nodesOf(functions.f ?? { outputs: {}, updates: {} }).flatMap((node) =>
    node.op === 'call' ? [callOf(node).definition] : [],
  )

/** Rows of different numbers. */
const shaped = (leads: number, widths: readonly [number, number]) =>
  fc
    .tuple(
      fc.array(fc.integer({ min: 2, max: 4 }), { minLength: leads, maxLength: leads }),
      fc.integer({ min: widths[0], max: widths[1] }),
    )
    .chain(([lead, width]) => {
      const shape = [...lead, width]
      const size = shape.reduce((all, n) => all * n, 1)
      return fc
        .uniqueArray(fc.integer({ min: -400, max: 400 }), { minLength: size, maxLength: size })
        .map((values) => ({ shape, data: values.map((value) => value / 128) }))
    })

const plain = (recipe: Recipe, leads: number) =>
  shaped(leads, [2, 5]).map((given): Case => ({ recipe, ...given }))

const kernels: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  log_softmax: fc.oneof(...[0, 1, 2].map((leads) => plain(library('prelude.log_softmax'), leads))),
  softmax: fc.oneof(...[0, 1, 2].map((leads) => plain(library('prelude.softmax'), leads))),
  layer_norm: fc.oneof(
    ...[0, 1, 2, 3].map((leads) => plain(library('layers.layer_norm', { eps: 1e-3 }), leads)),
  ),
  batch_norm: fc.oneof(
    ...[1, 2, 3].map((leads) => plain(library('layers.batch_norm', { eps: 1e-3 }), leads)),
  ),
  cross_entropy: shaped(1, [2, 5]).chain((given) => {
    const [count = 0, classes = 1] = given.shape
    return fc
      .array(fc.nat(classes - 1), { minLength: count, maxLength: count })
      .map((labels): Case => ({ recipe: library('losses.cross_entropy'), ...given, labels }))
  }),
}

describe.each(Object.entries(kernels))('%s', (name, cases) => {
  test.prop([cases], { numRuns: 30 })('is a call, and so is its gradient', (given) => {
    const { graph } = built(given)
    expect(callsIn(graph)).toContain(name)
    expect(callsIn(graph)).toContain(`${name}.gradient`)
    expect(callsIn(simplify(graph))).toEqual([])
  })

  test.prop([cases], { numRuns: 30 })('is its body', (given) => {
    const { graph, values } = built(given)
    expectClose(reference(simplify(graph), values), reference(graph, values), 1e-9)
    expectClose(
      reference(
        simplify(graph, () => true),
        values,
      ),
      reference(graph, values),
      1e-9,
    )
  })

  test.prop([cases], { numRuns: 20 })('has the gradient of finite differences', (given) => {
    const { graph, values } = built(given)
    const names = ['x', ...Object.keys(graph.variables)]
    const found = reference(graph, values)
    for (const [k, input] of names.entries()) {
      const data = values.get(input) ?? []
      const moved = (place: number, by: number) => {
        const next = new Map([...values, [input, data.with(place, (data[place] ?? 0) + by)]])
        return Number(reference(graph, next).loss?.[0])
      }
      for (const place of data.keys()) {
        const slope = Number(found[`gradient${k}`]?.[place])
        const difference = (moved(place, 1e-5) - moved(place, -1e-5)) / 2e-5
        expect(Math.abs(slope - difference)).toBeLessThan(1e-5 * (1 + Math.abs(difference)))
      }
    }
  })

  for (const engine of engines) {
    test.prop([cases], { numRuns: 20 })(
      `is the same on ${engine.name}, by its kernel and by its body`,
      async (given) => {
        const { graph, values } = built(given)
        const expected = reference(graph, values)
        expectClose(await onEngine(engine, simplify(graph, engine.takes), values), expected, 2e-4)
        expectClose(await onEngine(engine, simplify(graph), values), expected, 2e-4)
      },
    )
  }
})

test('a definition of the same name elsewhere is no call', () => {
  const source = 'fn softmax(x: f32[..., K]) -> f32[..., K] = exp(x) / sum(exp(x))\n'
  const own = checkModule('own.ssl', { read: (path) => (path === 'own.ssl' ? source : undefined) })
  const recipe = evaluateDefinition(own.modules, 'own.ssl.softmax') as Recipe
  expect(callsIn(built({ recipe, shape: [2, 3], data: [1, 2, 3, 4, 5, 6] }).graph)).toEqual([])
})

test('a batch norm in training names its configuration and its statistics', () => {
  const source = [
    'import std.layers',
    'data rows: f32[4] = npy("rows.npy")',
    'model f = linear(3) |> batch_norm(eps: 1e-3)',
    'pretext p {',
    '  batch x from rows, size: 8',
    '  minimize sum(f(x))',
    '}',
    'train p { steps: 1 }',
    '',
  ].join('\n')
  const { modules: own } = checkModule('own.ssl', {
    read: (path) => (path === 'own.ssl' ? source : undefined),
  })
  const { pretexts } = elaborate(own, 'own.ssl', { data: { rows: { count: 8 } } })
  const step: Pick<GraphFunction, 'outputs' | 'updates'> = pretexts.p?.graph.functions.step ?? {
    outputs: {},
    updates: {},
  }
  const nodes = nodesOf(step)
  const call = nodes.find((node) => node.op === 'call' && callOf(node).definition === 'batch_norm')
  const { arguments: given, others, configuration } = callOf(call ?? build.fill(0))
  expect(given.slice(1).map(({ attributes }) => attributes.path)).toEqual([
    'f.batch_norm1.scale',
    'f.batch_norm1.shift',
  ])
  expect(configuration).toEqual({ affine: true, groups: 1, momentum: 0.1, eps: 1e-3, training: true })
  // The updates of the running statistics read the very nodes that a kernel gives besides its result.
  for (const [k, name] of ['mu', 'variance'].entries()) {
    const update = step.updates[`f.batch_norm1.${name}`]
    expect(update && behind([update], allInputs)).toContain(others[k])
  }
})
