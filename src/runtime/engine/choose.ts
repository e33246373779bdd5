import { availableParallelism, cpus, totalmem } from 'node:os'
import type { Engine } from '../../engines/engine.js'
import { findTensorFlow } from '../../engines/tensorflow/find.js'
import { fail } from '../../messages/catalogue.js'

/** Engines by the name under which a user asks for them; loaded only when one is. */
const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  onnx: async () => (await import('../../engines/onnx/onnx.js')).onnx,
  tensorflow: async () => (await import('../../engines/tensorflow/tensorflow.js')).tensorflow,
  reference: async () => (await import('../../engines/reference/reference.js')).reference,
}

/** What `auto` takes: TensorFlow, which is twice as fast, where it is installed; else what is always there. */
const fastest = (): string => (findTensorFlow() === undefined ? 'onnx' : 'tensorflow')

/** The names that may be asked for. */
export const engineNames: readonly string[] = ['auto', ...Object.keys(engines)]

/** Those that are fast enough to train with. */
export const trainingEngines: readonly string[] = Object.keys(engines).filter((name) => name !== 'reference')

/** The engine of a name. Fails with SSL7401 where there is none. */
export async function engineNamed(name = 'auto'): Promise<Engine> {
  const load = engines[name === 'auto' ? fastest() : name]
  return load ? load() : fail('SSL7401', { name, known: engineNames })
}

/** The machine in words, for records. */
export function machineText(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${first?.model.trim() ?? 'CPU'}, ${availableParallelism()} threads, ${memory} GiB`
}
