import { availableParallelism, cpus, totalmem } from 'node:os'
import type { Device, Engine } from '../../engines/engine.js'
import { findTensorFlow } from '../../engines/tensorflow/find.js'
import { fail } from '../../messages/catalogue.js'

/** Engines by the name under which a user asks for them; loaded only when one is. */
const engines: Readonly<Record<string, Known>> = {
  onnx: {
    devices: ['cpu', 'cuda', 'webgpu'],
    load: async () => (await import('../../engines/onnx/onnx.js')).onnx,
  },
  tensorflow: {
    devices: ['cpu', 'cuda'],
    load: async () => (await import('../../engines/tensorflow/tensorflow.js')).tensorflow,
  },
  reference: {
    devices: ['cpu'],
    load: async () => (await import('../../engines/reference/reference.js')).reference,
  },
}

interface Known {
  /** What it computes with, where that is there. */
  readonly devices: readonly Device[]
  readonly load: () => Promise<Engine>
}

/** What `auto` takes: TensorFlow, which is twice as fast, where it is installed; else what is always there. */
function fastest(device: string | undefined): string {
  const suits = device === undefined || engines.tensorflow?.devices.some((known) => known === device)
  return suits && findTensorFlow() !== undefined ? 'tensorflow' : 'onnx'
}

/** The names that may be asked for. */
export const engineNames: readonly string[] = ['auto', ...Object.keys(engines)]

/** Those that are fast enough to train with. */
export const trainingEngines: readonly string[] = Object.keys(engines).filter((name) => name !== 'reference')

/**
 * The engine of a name, for a device where one is asked for. Fails with SSL7401 where there is none of the name, with
 * SSL7407 where it never computes with the device.
 */
export async function engineNamed(name = 'auto', device?: string): Promise<Engine> {
  const known =
    engines[name === 'auto' ? fastest(device) : name] ?? fail('SSL7401', { name, known: engineNames })
  if (device === undefined) return known.load()
  const { devices } = known
  const own =
    devices.find((one) => one === device) ?? fail('SSL7407', { engine: name, device, known: devices })
  const engine = await known.load()
  return { ...engine, create: (graph, options) => engine.create(graph, { ...options, device: own }) }
}

/** The machine in words, for records. */
export function machineText(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${first?.model.trim() ?? 'CPU'}, ${availableParallelism()} threads, ${memory} GiB`
}
