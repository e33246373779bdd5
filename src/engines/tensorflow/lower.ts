import { text } from '../../graph/attribute.js'
import { readBy } from '../../graph/call.js'
import type { Graph, GraphFunction } from '../../graph/graph.js'
import type { ElementType, Node } from '../../graph/node.js'
import { type Lower as BaseLower, usersOf } from '../lowering/lower.js'
import { loweredNodes, makingFor } from '../lowering/places.js'
import { plain, toPlain, type Value } from '../lowering/value.js'
import { type Port, portOf } from '../worker/port.js'
import { variablePorts } from '../worker/session.js'
import { takes } from './kernels.js'
import { lowerings } from './lowerings.js'
import { newModel } from './maker.js'
import { cast, emit, type Model } from './model.js'
import { type NodeInit, type Signature, savedModel, type Tensors } from './saved-model.js'

/** What a lowering may use. */
export interface Lower extends BaseLower {
  readonly model: Model
  /** The same, but for tensors that may have 16 bits: see `precision.ts`. */
  readonly loose: Lower
  /** Gives a node its tensor, which was made along with that of another. */
  readonly give: (node: Node, value: Value) => void
  /** The tensor that is fed, or the value that a variable has when the function begins. */
  readonly source: (node: Node) => Value
}

export type Lowering = (node: Node, lower: Lower) => Value

/** A graph as a SavedModel: plain data, so that it can be sent to a worker. */
export interface SavedGraph {
  readonly bytes: Uint8Array
  /** The same without a graph: for all signatures but the first that is loaded. */
  readonly signatures: Uint8Array
  /** Tensors that are fed to a signature. */
  readonly inputs: Readonly<Record<string, readonly Port[]>>
  /** The names of what it gives, in their order, which a loaded signature does not keep. */
  readonly outputs: Readonly<Record<string, readonly string[]>>
}

/** Signatures besides those of functions. */
export const [assigning, reading] = ['assign', 'read'] as const

/** The signature of a function. */
export const signatureName = (name: string, update: boolean): string => `${update ? 'step' : 'look'}:${name}`

/** Every signature has an output, if only this one. */
export const done = ' done'

/** All functions of a graph in one SavedModel, the variables as resources of its session. */
export function lowerGraph(graph: Graph, mixed = false): SavedGraph {
  const variables = variablePorts(graph)
  const nodes: NodeInit[] = variables.map(handleOf)
  const handles = new Map(variables.map(({ name }, k) => [name, handleName(k)]))
  const signatures: Record<string, Signature> = {}
  const inputs: Record<string, readonly Port[]> = {}
  for (const [name, target] of Object.entries(graph.functions)) {
    const lowered = lowerFunction(target, `f${Object.keys(inputs).length}`, handles, mixed)
    nodes.push(...lowered.nodes)
    for (const update of [false, true]) {
      signatures[signatureName(name, update)] = update ? lowered.step : lowered.look
      inputs[signatureName(name, update)] = lowered.inputs
    }
  }
  for (const [name, lowered] of Object.entries(storage(variables, handles))) {
    nodes.push(...lowered.nodes)
    signatures[name] = lowered.signature
    inputs[name] = lowered.inputs
  }
  const outputs = Object.entries(signatures).map(([name, signature]) => [
    name,
    Object.keys(signature.outputs).filter((output) => output !== done),
  ])
  return {
    bytes: savedModel(needed(nodes, signatures), signatures),
    signatures: savedModel([], signatures),
    inputs,
    outputs: Object.fromEntries(outputs),
  }
}

/** What signatures lead to: much of a graph melts into operators that read it. */
function needed(
  nodes: readonly NodeInit[],
  signatures: Readonly<Record<string, Signature>>,
): readonly NodeInit[] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const open = Object.values(signatures).flatMap(({ inputs, outputs }) =>
    [...Object.values(inputs), ...Object.values(outputs)].map(({ tensor }) => tensor),
  )
  const found = new Set<NodeInit>()
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const node = byName.get(name.replace(/^\^|:\d+$/g, ''))
    if (!node || found.has(node)) continue
    found.add(node)
    open.push(...node.inputs)
  }
  return nodes.filter((node) => found.has(node))
}

const handleName = (place: number): string => `variables/${place}`

const handleOf = ({ name, shape, type }: Port, place: number): NodeInit => ({
  name: handleName(place),
  op: 'VarHandleOp',
  inputs: [],
  attributes: { dtype: { type }, shape: { shape }, shared_name: { text: name } },
})

interface LoweredFunction {
  readonly nodes: readonly NodeInit[]
  readonly inputs: readonly Port[]
  readonly look: Signature
  readonly step: Signature
}

function lowerFunction(
  target: GraphFunction,
  scope: string,
  handles: ReadonlyMap<string, string>,
  mixed: boolean,
): LoweredFunction {
  const results = [...Object.values(target.outputs), ...Object.values(target.updates)]
  const order = loweredNodes(target, takes)
  const { lower, fed } = createLower(order, usersOf(order, results, readBy(takes)), scope, handles, mixed)
  const { model } = lower
  for (const node of order) lower.loose.value(node)
  const full = (node: Node) => cast(model, toPlain(model, lower.value(node)).name, node.type)
  const outputs = Object.entries(target.outputs).map(([name, node]) => {
    const tensor = emit(model, 'Identity', [full(node)])
    return [name, { tensor, type: node.type }] as const
  })
  const assigned = Object.entries(target.updates).map(([path, node]) =>
    assign(model, handles.get(path) ?? '', isFed(node) ? copied(model, full(node)) : full(node)),
  )
  const inputs = [...fed.values()]
  const placeholders = inputs.map(({ name, type }) => [
    name,
    { tensor: placeholderName(scope, name, fed), type },
  ])
  const signature = (after: readonly string[]): Signature => ({
    inputs: Object.fromEntries(placeholders),
    outputs: { ...Object.fromEntries(outputs), ...finished(model, after) },
  })
  const [look, step] = [signature([]), signature(assigned)]
  return { nodes: model.nodes, inputs, look, step }
}

/** Whether a value may share the memory of a tensor that is fed, and so of an array of the caller. */
function isFed(node: Node): boolean {
  const shares = [
    'reshape',
    'slice',
    'transpose',
    'broadcast',
    'stopGradient',
    'declare',
    'call',
    'cast',
    'pad',
  ]
  const [first] = node.inputs
  return node.op === 'input' || (first !== undefined && shares.includes(node.op) && isFed(first))
}

const copied = (model: Model, name: string): string => emit(model, 'DeepCopy', [name])

/** A variable is assigned when the function has read it. */
function assign(model: Model, handle: string, value: string): string {
  const read = model.known.get(readKey(handle))
  return emit(model, 'AssignVariableOp', [handle, value], {}, { types: [], after: read ? [read] : [] })
}

const readKey = (handle: string): string => `read ${handle}`

function read(model: Model, handle: string, type: ElementType): string {
  const name = emit(model, 'ReadVariableOp', [handle], { dtype: { type } }, { types: [type] })
  model.known.set(readKey(handle), name)
  return name
}

/** An output that is there when other operators have run. */
function finished(model: Model, after: readonly string[]): Tensors {
  const value = { type: 'int', shape: [], data: [1] } as const
  const tensor = emit(
    model,
    'Const',
    [],
    { dtype: { type: 'int' }, value: { tensor: value } },
    { types: ['int'], after },
  )
  return { [done]: { tensor, type: 'int' } }
}

const placeholderName = (scope: string, name: string, fed: ReadonlyMap<string, Port>): string =>
  `${scope}/in/${[...fed.keys()].indexOf(name)}`

function createLower(
  order: readonly Node[],
  users: ReadonlyMap<Node, readonly Node[]>,
  scope: string,
  handles: ReadonlyMap<string, string>,
  mixed: boolean,
): { lower: Lower; fed: ReadonlyMap<string, Port> } {
  const values = new Map<Node, Value>()
  const fed = new Map<string, Port>()
  const model = newModel(scope, mixed)
  const places = new Map(order.map((node, place) => [node, place]))
  const give = (node: Node, value: Value): Value => {
    values.set(node, value)
    return value
  }
  const source = (node: Node): Value => {
    const variable = node.op === 'variable'
    const name = text(node.attributes, variable ? 'path' : 'name')
    const { shape, type } = portOf(name, node)
    if (variable) return plain(read(model, handles.get(name) ?? '', type), shape, type)
    if (!fed.has(name)) {
      fed.set(name, { name, shape, type })
      placeholder(model, placeholderName(scope, name, fed), { name, shape, type })
    }
    return plain(placeholderName(scope, name, fed), shape, type)
  }
  const base = { model, users: (node: Node) => users.get(node) ?? [], give, source }
  const loose: Lower = {
    ...base,
    get loose() {
      return loose
    },
    value: (node) =>
      values.get(node) ??
      give(
        node,
        makingFor(model, places.get(node), () => lowerings[node.op](node, lower)),
      ),
  }
  const lower: Lower = {
    ...base,
    loose,
    value: (node) => {
      const value = loose.value(node)
      const half = model.types.get(value.name) === 'bf16'
      return half ? { ...value, name: cast(model, value.name, 'f32') } : value
    },
  }
  return { lower, fed }
}

function placeholder(model: Model, name: string, { shape, type }: Port): string {
  model.types.set(name, type)
  const attributes = { dtype: { type }, shape: { shape } }
  model.nodes.push({ name, op: 'Placeholder', inputs: [], attributes })
  return name
}

interface Stored {
  readonly nodes: readonly NodeInit[]
  readonly inputs: readonly Port[]
  readonly signature: Signature
}

/** Signatures that assign all variables and read all. */
function storage(
  variables: readonly Port[],
  handles: ReadonlyMap<string, string>,
): Readonly<Record<string, Stored>> {
  const handle = ({ name }: Port) => handles.get(name) ?? ''
  const [given, seen] = [newModel(assigning), newModel(reading)]
  const placeholders = variables.map((port, k) => placeholder(given, `${assigning}/in/${k}`, port))
  const assigned = variables.map((port, k) =>
    assign(given, handle(port), copied(given, placeholders[k] ?? '')),
  )
  const tensors = (names: readonly string[]): Tensors =>
    Object.fromEntries(variables.map(({ name, type }, k) => [name, { tensor: names[k] ?? '', type }]))
  const reads = variables.map((port) => read(seen, handle(port), port.type))
  return {
    [assigning]: {
      nodes: given.nodes,
      inputs: variables,
      signature: { inputs: tensors(placeholders), outputs: finished(given, assigned) },
    },
    [reading]: {
      nodes: seen.nodes,
      inputs: [],
      signature: { inputs: {}, outputs: { ...tensors(reads), ...finished(seen, []) } },
    },
  }
}
