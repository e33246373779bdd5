import { text } from '../../graph/attribute.js'
import { readBy } from '../../graph/call.js'
import type { GraphFunction } from '../../graph/graph.js'
import type { ElementType, Node } from '../../graph/node.js'
import type { Device } from '../engine.js'
import { isCropped } from '../lowering/crop.js'
import { type Lower as BaseLower, shapeOf, usersOf } from '../lowering/lower.js'
import { loweredNodes, makingFor } from '../lowering/places.js'
import { plain, toPlain, type Value } from '../lowering/value.js'
import { type Port, portOf } from '../worker/port.js'
import { type Form, formOf, materialise } from './form.js'
import { takes } from './kernels.js'
import { lowerings } from './lowerings.js'
import { newModel } from './maker.js'
import { dataTypes, emit, type Model, serialise } from './model.js'
import { type Provider, providers } from './provider.js'

/** What a lowering may use. */
export interface Lower extends BaseLower {
  readonly model: Model
  /** Channels of a block in ONNX Runtime's layout for convolutions on this machine; 0 where it has none. */
  readonly block: number
  readonly provider: Provider
  /** The same, without a look at its form. */
  readonly direct: (node: Node) => Value
  /** A large tensor as scaled and shifted others; undefined where it is made, or is none. */
  readonly form: (node: Node) => Form | undefined
  /**
   * The form that a tensor had before it was made, if it was one other tensor shifted or scaled: their sums
   * then follow from each other.
   */
  readonly firstForm: (node: Node) => Form | undefined
  readonly input: (name: string, port: Port) => Value
}

export type Lowering = (node: Node, lower: Lower) => Value

/** An ONNX model and what its ports stand for. */
export interface LoweredFunction {
  readonly bytes: Uint8Array
  /** Number of operators. */
  readonly size: number
  readonly inputs: readonly Binding[]
  readonly outputs: readonly Binding[]
}

export interface Binding {
  readonly port: Port
  /** `value`: fed or fetched by the caller, under `name`; `variable`: path `name`. */
  readonly is: 'value' | 'variable'
  readonly name: string
}

/** Translates one function of a graph to an ONNX model. */
export function lowerFunction(target: GraphFunction, block = 0, device: Device = 'cpu'): LoweredFunction {
  const results = [...Object.values(target.outputs), ...Object.values(target.updates)]
  const order = loweredNodes(target, takes)
  const { lower, inputs } = createLower(
    order,
    usersOf(order, results, readBy(takes)),
    block,
    providers[device],
  )
  for (const node of order) if (!isDeferred(node, lower) && !lower.form(node)) lower.direct(node)
  const outputs = [
    ...Object.entries(target.outputs).map(([name, node]) => bind(lower, 'value', name, node)),
    ...Object.entries(target.updates).map(([name, node]) => bind(lower, 'variable', name, node)),
  ]
  for (const [name, node] of Object.entries(target.inputs)) {
    if (!inputs.has(`in:${name}`)) lower.input(name, portOf(`in:${name}`, node))
  }
  const all = [...inputs.values()]
  const bytes = serialise(
    lower.model,
    all.map(({ port }) => port),
    outputs.map(({ port }) => port),
  )
  return { bytes, size: lower.model.nodes.length, inputs: all, outputs }
}

/** An empty model, and what fills it: tensors are made when they are asked for, once. */
function createLower(
  order: readonly Node[],
  users: ReadonlyMap<Node, readonly Node[]>,
  block: number,
  provider: Provider,
): { lower: Lower; inputs: ReadonlyMap<string, Binding> } {
  const values = new Map<Node, Value>()
  const forms = new Map<Node, Form | undefined>()
  const inputs = new Map<string, Binding>()
  const keep = (node: Node, value: Value): Value => {
    values.set(node, value)
    return value
  }
  const model = newModel(provider.substitutes)
  const places = new Map(order.map((node, place) => [node, place]))
  const making = <T>(node: Node, work: () => T): T => makingFor(model, places.get(node), work)
  const lower: Lower = {
    model,
    block,
    provider,
    users: (node) => users.get(node) ?? [],
    value: (node) => {
      const form = lower.form(node)
      return form
        ? keep(
            node,
            making(node, () => materialise(form, lower)),
          )
        : lower.direct(node)
    },
    direct: (node) =>
      values.get(node) ??
      keep(
        node,
        making(node, () => lowered(node, lower)),
      ),
    form: (node) => {
      if (values.has(node)) return undefined
      if (!forms.has(node)) forms.set(node, formOf(node, lower))
      return forms.get(node)
    },
    firstForm: (node) => {
      const form = forms.get(node)
      const simple = form?.terms.length === 1 && form.terms.every(({ bases }) => bases.length === 1)
      return simple ? form : undefined
    },
    input: (name, port) => {
      model.types.set(port.name, dataTypes[port.type])
      inputs.set(port.name, { port, is: port.name.startsWith('var:') ? 'variable' : 'value', name })
      return plain(port.name, port.shape, port.type)
    },
  }
  return { lower, inputs }
}

const ports: ReadonlySet<string> = new Set(['input', 'variable'])

/** What has no entries is a constant: some operators fail there. */
function lowered(node: Node, lower: Lower): Value {
  const shape = shapeOf(node)
  if (shape.includes(0) && !ports.has(node.op)) {
    return plain(lower.model.constant(node.type, [], shape), shape, node.type)
  }
  return (lower.provider.lowerings[node.op] ?? lowerings[node.op])(node, lower)
}

/** Ops that mostly melt into what reads them; they are made where somebody needs them whole. */
const deferred: ReadonlySet<string> = new Set(['constant', 'broadcast', 'pad', 'spread', 'greater'])

function isDeferred(node: Node, lower: Lower): boolean {
  return deferred.has(node.op) || (node.op === 'contract' && isCropped(node, lower))
}

function bind(lower: Lower, is: 'value' | 'variable', name: string, node: Node): Binding {
  const port = portOf(`${is === 'value' ? 'out' : 'new'}:${name}`, node)
  const { name: from } = toPlain(lower.model, lower.value(node))
  // Truth values are not copied by every provider.
  const copy =
    node.type === 'bool' ? { input: [from, from], opType: 'And' } : { input: [from], opType: 'Identity' }
  lower.model.nodes.push({ ...copy, output: [port.name], name: port.name })
  return { port, is, name }
}

/** A tensor converted to another element type. */
export function castTo(lower: Lower, value: Value, type: ElementType): Value {
  if (value.type === type) return value
  const to = { f32: 1, int: 6, bool: 9 }[type]
  return { ...value, type, name: emit(lower.model, 'Cast', [value.name], { to }) }
}

export const inputPort = (node: Node): { name: string; port: Port } => {
  const variable = node.op === 'variable'
  const name = text(node.attributes, variable ? 'path' : 'name')
  return { name, port: portOf(`${variable ? 'var' : 'in'}:${name}`, node) }
}
