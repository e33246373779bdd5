import type { Device, Engine } from '../../engines/engine.js'

interface Known {
  /** What it computes with, where that is there. */
  readonly devices: readonly Device[]
  readonly load: () => Promise<Engine>
}

/** Engines by the name under which a user asks for them; loaded only when one is. */
export const known: Readonly<Record<EngineName, Known>> = {
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

export type EngineName = Engine['name']

export const isEngineName = (name: string): name is EngineName => Object.hasOwn(known, name)

/** The names that may be asked for. */
export const engineNames: readonly string[] = ['auto', ...Object.keys(known)]
