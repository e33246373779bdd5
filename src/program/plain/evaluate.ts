import { evaluateNodes } from '../../engines/reference/evaluate.js'
import * as graph from '../../graph/build.js'
import { sizeOf } from '../../graph/dimension.js'
import { gradients } from '../../graph/gradients.js'
import type { Node } from '../../graph/node.js'
import { inOrder } from '../../graph/order.js'
import { type Build, newBuild, within } from '../definition/build.js'
import { callDefinition } from '../definition/call.js'
import type { Configured } from '../definition/information.js'
import type { Type } from '../definition/type.js'
import { fillDraw } from '../draw/fill.js'
import { initialValue } from '../draw/initial.js'
import { holds } from '../holds.js'
import { withKind } from '../kind.js'
import { refuse } from '../report.js'
import { isTensor, type Nested } from '../tensor/value.js'
import { type DrawKey, isDrawKey } from './key.js'
import { type Flat, flatten, nest } from './nested.js'

/** A call of a definition on plain arrays, as a graph with everything that is fed to it. */
export interface PlainProgram {
  readonly build: Build
  /** The result: one tensor, or the tensors of a tuple by name. */
  readonly result: Node | Readonly<Record<string, Node>>
  /** The data arguments by name. */
  readonly inputs: Readonly<Record<string, Node>>
  readonly values: Map<Node | string, ArrayLike<number>>
}

/** What a plain call may be given besides its arguments. */
export interface PlainOptions {
  readonly key?: DrawKey | undefined
  /** Values of parameters and state by path. */
  readonly parameters?: ReadonlyMap<string, ArrayLike<number>>
  /** First values of parameters that have none; without it they are an error. */
  readonly seed?: number
  readonly training?: boolean
  /** Leaves out the look at values: arguments that only have shapes. */
  readonly unchecked?: boolean
}

/** Splits a key from the arguments of a call. */
export function splitKey(given: readonly unknown[]): { data: readonly Nested[]; key: DrawKey | undefined } {
  const last = given.at(-1)
  if (!isDrawKey(last)) return { data: given as readonly Nested[], key: undefined }
  return { data: given.slice(0, -1) as readonly Nested[], key: last }
}

/** Builds the graph of a call and gives values to its inputs, draws and parameters. */
export function plainProgram(
  configured: Configured,
  data: readonly Nested[],
  options: PlainOptions = {},
): PlainProgram {
  const { definition } = configured
  const build = newBuild(definition.name, { training: options.training ?? true, plain: true })
  const values = new Map<Node | string, ArrayLike<number>>()
  const inputs: Record<string, Node> = {}
  const names = Object.keys(definition.data)
  const nodes = data.map((value, k) => {
    const name = names[k] ?? `argument ${k + 1}`
    const flat = flatten(value, `${name} of ${definition.name}`)
    const node = inputNode(definition.name, name, definition.data[name], flat, options.unchecked ?? false)
    values.set(node, flat.data)
    inputs[name] = node
    return node
  })
  const result = within(build, () =>
    callDefinition(configured, nodes, { is: 'same' }),
  ) as PlainProgram['result']
  const program = { build, result, inputs, values }
  feedVariables(program, options)
  feedDraws(program, options.key)
  for (const { node, schedule } of build.schedules.values()) {
    values.set(node, [schedule.is === 'correction' ? 1 : schedule.from])
  }
  return program
}

/** Plain arrays count as the kind that a parameter asks for; of some kinds it is checked that they are. */
function inputNode(
  name: string,
  argument: string,
  type: Type | undefined,
  flat: Flat,
  unchecked: boolean,
): Node {
  const kind = type?.kind ?? 'f32'
  const whole = kind === 'int'
  const element = whole ? 'int' : kind === 'bool' ? 'bool' : 'f32'
  if (whole && !flat.data.every(Number.isInteger))
    refuse('SSL3102', { name, argument, expected: 'int', given: 'f32' })
  const node = graph.input(argument, flat.shape, element)
  if (kind !== 'unit' && kind !== 'prob' && kind !== 'image' && kind !== 'lab') return node
  // Lab has no sharp borders.
  const sound = unchecked || kind === 'lab' || holds(kind, flat.data, flat.shape.at(-1) ?? 1)
  if (!sound) refuse('SSL3134', { name, argument, kind })
  return withKind(node, kind)
}

function feedVariables({ build, values }: PlainProgram, { parameters, seed, training }: PlainOptions): void {
  for (const [path, entry] of build.variables) {
    const given = parameters?.get(path)
    if (!given && seed === undefined) {
      if (training !== undefined) continue
      refuse('SSL3133', { name: build.name })
    }
    values.set(path, given ?? initialValue(path, entry, seed ?? 0, (other) => build.variables.get(other)))
  }
}

function feedDraws({ build, values, result }: PlainProgram, key: DrawKey | undefined): void {
  if (build.draws.size === 0) return
  const used = new Set(inOrder(nodesOf(result)))
  for (const { node, site } of build.draws.values()) {
    if (!used.has(node)) continue
    if (!key) refuse('SSL3132', { name: build.name })
    const alone = site.batchAxis === undefined
    const one = alone ? { ...site, shape: [1, ...site.shape], batchAxis: 0 } : site
    const count = sizeOf(one.shape[one.batchAxis ?? 0] ?? 1)
    const examples = Int32Array.from({ length: count }, (_, k) => (key.example ?? 0) + k)
    values.set(node, fillDraw(one, { seed: key.seed, step: key.step ?? 0, examples }))
  }
}

/** The tensors of a result. */
export const nodesOf = (result: PlainProgram['result']): readonly Node[] =>
  isTensor(result) ? [result] : Object.values(result)

/** The result as numbers and nested arrays. */
export function plainResult({ result, values }: PlainProgram): Nested | Readonly<Record<string, Nested>> {
  const nodes = nodesOf(result)
  const data = evaluateNodes(nodes, values)
  const nested = nodes.map((node, k) => nest(data[k] ?? [], node.shape.map(sizeOf), node.type === 'bool'))
  if (isTensor(result)) return nested[0] ?? 0
  return Object.fromEntries(Object.keys(result).map((name, k) => [name, nested[k] ?? 0]))
}

/** The derivatives of the value of a program by nodes. */
export function plainGradients(
  program: PlainProgram,
  by: readonly Node[],
): { value: number; gradients: Nested[] } {
  const { result, values } = program
  const [scalar] = nodesOf(result)
  if (!scalar || scalar.shape.length > 0) {
    return refuse('SSL3122', { given: scalar ? `[${scalar.shape.map(sizeOf).join(', ')}]` : 'of a tuple' })
  }
  const nodes = within(program.build, () => gradients(scalar, by))
  const [value, ...data] = evaluateNodes([scalar, ...nodes], values)
  const nested = by.map((node, k) => nest(data[k] ?? [], node.shape.map(sizeOf)))
  return { value: value?.[0] ?? Number.NaN, gradients: nested }
}
