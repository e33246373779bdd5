import type { Engine } from '../engines/engine.js'
import { sizeOf } from '../graph/dimension.js'
import type { Node } from '../graph/node.js'
import { fail } from '../messages/catalogue.js'
import { nearest } from '../messages/nearest.js'
import type { Information } from '../program/definition/information.js'
import type { PlainProgram } from '../program/plain/evaluate.js'
import type { Nested } from '../program/tensor/value.js'
import { hasErrors } from './output.js'
import { diskSources } from './sources.js'
import type { Weights } from './weights.js'

export interface CallOptions {
  readonly seed: number
  readonly step: number
  readonly example: number
  readonly training: boolean
  /** Names of arguments and paths of parameters. */
  readonly grad: readonly string[]
  readonly engine: Engine
  /** Parameters and state. */
  readonly weights?: Weights
}

/** What `sslang call` answers; for a tuple, `value` and `shape` are objects with its names. */
export interface Answer {
  readonly value: Nested | Readonly<Record<string, Nested>>
  readonly shape: readonly number[] | Readonly<Record<string, readonly number[]>>
  readonly gradients: Readonly<Record<string, Nested>>
}

/** A definition by its path: `std.losses.nt_xent`, or `losses.ssl.my_loss` of a file. */
export async function definitionAt(path: string): Promise<unknown> {
  const { checkModule, evaluateDefinition } = await import('../compiler/index.js')
  const parts = /^(std\.\w+|.*\.ssl)\.(\w+)$/.exec(path)
  const [, module = '', name = ''] = parts ?? (await unknown(path))
  const sources = diskSources()
  if (sources.read(module) === undefined) {
    if (module.startsWith('std.')) return unknown(path)
    fail('SSL8003', { path: module, reason: 'it does not exist' })
  }
  const { modules, diagnostics } = checkModule(module, sources)
  if (hasErrors(diagnostics)) {
    const { SslError } = await import('../messages/diagnostic.js')
    throw new SslError(diagnostics.filter((one) => one.severity === 'error'))
  }
  const known =
    modules.get(module)?.declarations.flatMap((one) => (one.exported && one.name ? [one.name] : [])) ?? []
  if (!known.includes(name)) fail('SSL8014', { name, module, near: nearest(name, known) ?? '' })
  return evaluateDefinition(modules, path)
}

/** SSL8014 for a path that is in no module, with the definition of the library that bears its last name. */
async function unknown(path: string): Promise<never> {
  const { librarySource, suggestion } = await import('../compiler/index.js')
  const name = path.split('.').at(-1) ?? path
  const module = suggestion(name, librarySource)
  return fail('SSL8014', { name: path, module: 'the library', near: module ? `${module}.${name}` : '' })
}

/** Evaluates a definition on plain arrays. `input` holds configuration and data by name. */
export async function callDefinition(
  path: string,
  input: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<Answer> {
  const { definitionOf } = await import('../program/definition/information.js')
  const definition = await definitionAt(path)
  const information = typeof definition === 'function' ? definitionOf(definition) : undefined
  if (!information) return fail('SSL8014', { name: path, module: path, near: '' })
  const { configuration, data } = await argumentsOf(information, input)
  const { configure } = await import('../program/definition/configuration.js')
  const { plainProgram } = await import('../program/plain/evaluate.js')
  const { seed, step, example, training, weights } = options
  const program = plainProgram(
    { definition: information, configuration: configure(information, configuration) },
    data,
    { key: { seed, step, example }, seed, training },
  )
  if (weights) (await import('./weights.js')).giveWeights(program, weights)
  return answer(program, options, information.name)
}

/** Splits the input object; SSL8013 for a name that the definition does not have, SSL8020 for one it lacks. */
async function argumentsOf(information: Information, input: Readonly<Record<string, unknown>>) {
  const { name: definition } = information
  const known = [...Object.keys(information.configuration), ...Object.keys(information.data)]
  for (const name of Object.keys(input))
    if (!known.includes(name)) fail('SSL8013', { name, definition, known })
  const data = Object.keys(information.data).map(
    (name) => (input[name] as Nested | undefined) ?? fail('SSL8020', { name, definition }),
  )
  const configuration: Record<string, unknown> = {}
  for (const [name, type] of Object.entries(information.configuration)) {
    const given = input[name]
    if (given !== undefined) configuration[name] = await configured(given, type.kind, name)
  }
  return { configuration, data }
}

/** A configuration value of JSON: `[low, high]` is a range, a string of another type is in the language's syntax. */
async function configured(given: unknown, kind: string, name: string): Promise<unknown> {
  if (kind === 'range' && Array.isArray(given) && given.length === 2) return { low: given[0], high: given[1] }
  if (typeof given !== 'string' || kind === 'string') return given
  const { evaluateExpression } = await import('../compiler/index.js')
  return evaluateExpression(given, name)
}

async function answer(program: PlainProgram, options: CallOptions, definition: string): Promise<Answer> {
  const { nest } = await import('../program/plain/nested.js')
  const { nodesOf } = await import('../program/plain/evaluate.js')
  const results = nodesOf(program.result)
  const gradients = await gradientsOf(program, options.grad, definition)
  const computed = await evaluate([...results, ...Object.values(gradients)], program, options.engine)
  const nested = [...results, ...Object.values(gradients)].map((node, k) =>
    nest(computed[k] ?? [], node.shape.map(sizeOf), node.type === 'bool'),
  )
  const shapes = results.map((node) => node.shape.map(sizeOf))
  const names = 'op' in program.result ? undefined : Object.keys(program.result)
  const named = <T>(items: readonly T[]) =>
    Object.fromEntries((names ?? []).map((name, k) => [name, items[k] as T]))
  return {
    value: names ? named(nested) : (nested[0] ?? 0),
    shape: names ? named(shapes) : (shapes[0] ?? []),
    gradients: Object.fromEntries(
      Object.keys(gradients).map((name, k) => [name, nested[results.length + k] ?? 0]),
    ),
  }
}

async function gradientsOf(program: PlainProgram, names: readonly string[], definition: string) {
  if (names.length === 0) return {}
  const { gradients } = await import('../graph/gradients.js')
  const { sum } = await import('../graph/build.js')
  const { within } = await import('../program/definition/build.js')
  const { nodesOf } = await import('../program/plain/evaluate.js')
  const { build, inputs } = program
  const known = [...Object.keys(inputs), ...build.variables.keys()]
  const by = names.map(
    (name) => inputs[name] ?? build.variables.get(name)?.node ?? fail('SSL8013', { name, definition, known }),
  )
  const [value, ...others] = nodesOf(program.result)
  if (!value || others.length > 0)
    return fail('SSL8024', { definition, given: `a tuple of ${others.length + 1}` })
  const nodes = within(build, () => gradients(value.shape.length > 0 ? sum(value) : value, by))
  return Object.fromEntries(names.map((name, k) => [name, nodes[k] as Node]))
}

/** The values of nodes: in place in float64, or as one function of another engine. */
async function evaluate(
  nodes: readonly Node[],
  program: PlainProgram,
  engine: Engine,
): Promise<readonly ArrayLike<number>[]> {
  if (engine.name === 'reference') {
    const { evaluateNodes } = await import('../engines/reference/evaluate.js')
    return evaluateNodes(nodes, program.values)
  }
  const { valuesOn } = await import('../program/plain/engine.js')
  return valuesOn(engine, program, nodes)
}
