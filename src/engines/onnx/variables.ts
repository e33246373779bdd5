import { InferenceSession, Tensor } from 'onnxruntime-node'
import { product } from '../lowering/value.js'
import { type Data, type DataByName, newData, type Port } from '../worker/port.js'
import type { Binding } from './lower.js'
import { newModel } from './maker.js'
import { serialise } from './model.js'

/** The variables of a graph, in the memory of what computes. */
export interface Variables {
  assign(values: DataByName): void
  /** Before a run. */
  ready(): Promise<void>
  current(path: string): Tensor
  /** Where a run writes new values to; undefined where it makes tensors of its own. */
  next(path: string): Tensor | undefined
  /** After a run that gave new values; they become current with `update`. */
  ran(bindings: readonly Binding[], given: Readonly<Record<string, Tensor>>, update: boolean): void
  read(paths: readonly string[]): Promise<DataByName>
  close(): Promise<void>
}

const onnxTypes = { f32: 'float32', int: 'int32', bool: 'bool' } as const

export function newTensor({ shape, type }: Port, data = newData(type, product(shape))): Tensor {
  return new Tensor(onnxTypes[type], data, shape)
}

export const dataOf = (tensor: Tensor): Data => tensor.data as Data

/** A variable has the tensor that holds its value and, once something updates it, one for the next value. */
interface Slot {
  readonly port: Port
  current: Tensor
  next: Tensor | undefined
}

/**
 * In this process's own memory. New values of variables are written into their second tensors, and these become
 * the current ones afterwards: ONNX Runtime has no assignment, and nothing is copied.
 */
export function hostVariables(ports: readonly Port[]): Variables {
  const slots = new Map(
    ports.map((port): [string, Slot] => [port.name, { port, current: newTensor(port), next: undefined }]),
  )
  const slotOf = (path: string): Slot => slots.get(path) as Slot
  return {
    assign: (values) => {
      for (const [path, data] of Object.entries(values)) dataOf(slotOf(path).current).set(data)
    },
    ready: async () => undefined,
    current: (path) => slotOf(path).current,
    next: (path) => {
      const slot = slotOf(path)
      slot.next ??= newTensor(slot.port)
      return slot.next
    },
    ran: (bindings, _, update) => {
      for (const { is, name } of bindings) if (update && is === 'variable') swap(slotOf(name))
    },
    read: async (paths) =>
      Object.fromEntries(paths.map((path) => [path, dataOf(slotOf(path).current).slice()])),
    close: async () => undefined,
  }
}

function swap(slot: Slot): void {
  const next = slot.next as Tensor
  slot.next = slot.current
  slot.current = next
}

/**
 * In a device's memory, between steps too. Values come there and back by models that only copy, since
 * onnxruntime-node has no other way.
 */
export function deviceVariables(ports: readonly Port[], options: InferenceSession.SessionOptions): Variables {
  const current = new Map(ports.map((port) => [port.name, newTensor(port)]))
  const inputs = new Map(ports.map((port) => [port.name, `var:${port.name}`]))
  const copier = once(() => InferenceSession.create(copies(ports), options))
  const loader = once(() =>
    InferenceSession.create(copies(ports), { ...options, preferredOutputLocation: 'gpu-buffer' }),
  )
  let there = ports.length === 0
  const feeds = () =>
    Object.fromEntries(ports.map(({ name }) => [`var:${name}`, current.get(name) as Tensor]))
  const put = (path: string, tensor: Tensor) => {
    release(current.get(path) as Tensor)
    current.set(path, tensor)
  }
  return {
    assign: (values) => {
      const known = ports.filter(({ name }) => Object.hasOwn(values, name))
      for (const port of known) put(port.name, newTensor(port, (values[port.name] as Data).slice()))
      there &&= known.length === 0
    },
    ready: async () => {
      if (there) return
      const loaded = await (await loader.get()).run(feeds())
      for (const path of inputs.keys()) put(path, loaded[`new:${path}`] as Tensor)
      there = true
    },
    current: (path) => current.get(path) as Tensor,
    next: () => undefined,
    ran: (bindings, given, update) => {
      for (const { is, name, port } of bindings) {
        if (is !== 'variable') continue
        const tensor = given[port.name] as Tensor
        if (update) put(name, tensor)
        else release(tensor)
      }
    },
    read: async (paths) => {
      if (paths.length === 0) return {}
      const names = paths.map((path) => `new:${path}`)
      const copied = await (await copier.get()).run(feeds(), names)
      return Object.fromEntries(paths.map((path) => [path, dataOf(copied[`new:${path}`] as Tensor)]))
    },
    close: async () => {
      for (const tensor of current.values()) release(tensor)
      await copier.end()
      await loader.end()
    },
  }
}

const release = (tensor: Tensor): void => {
  if (tensor.location === 'gpu-buffer') tensor.dispose()
}

/** A model that gives every variable as it is. */
function copies(ports: readonly Port[]): Uint8Array {
  const model = newModel()
  const named = (prefix: string) => ports.map((port) => ({ ...port, name: `${prefix}:${port.name}` }))
  for (const { name, type } of ports) {
    const input = `var:${name}`
    const copy =
      type === 'bool' ? { input: [input, input], opType: 'And' } : { input: [input], opType: 'Identity' }
    model.nodes.push({ ...copy, output: [`new:${name}`], name })
  }
  return serialise(model, named('var'), named('new'))
}

/** A session that is opened when it is first needed. */
function once(open: () => Promise<InferenceSession>) {
  let opened: Promise<InferenceSession> | undefined
  return {
    get: () => (opened ??= open()),
    end: async () => (await opened)?.release(),
  }
}
