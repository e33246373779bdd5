import type { Device, Engine, EngineOptions } from '../engine.js'
import { findTensorFlow } from '../tensorflow/find.js'

/** An engine on a device, as a machine may have it. */
export interface Target {
  readonly engine: Engine['name']
  /** As the session says where it computes. */
  readonly device: Device
  readonly what: string
  readonly load: () => Promise<Engine>
  readonly options?: EngineOptions
  /** For its process. */
  readonly env?: Readonly<Record<string, string>>
  /** What to type to get it. */
  readonly add: string
}

const loadOnnx = async (): Promise<Engine> => (await import('../onnx/onnx.js')).onnx
const loadTensorFlow = async (): Promise<Engine> => (await import('../tensorflow/tensorflow.js')).tensorflow

/** The target of a name on a device; undefined where the engine never computes with it. */
export const targetOf = (engine: string, device: string): Target | undefined =>
  targets.find((one) => one.engine === engine && one.device === device)

/** Everything that can be asked for. */
export const targets: readonly Target[] = [
  {
    engine: 'reference',
    device: 'cpu',
    what: 'plain float64, slow, for tests',
    load: async () => (await import('../reference/reference.js')).reference,
    add: 'npm install sslang',
  },
  {
    engine: 'onnx',
    device: 'cpu',
    what: 'ONNX Runtime, comes with sslang',
    load: loadOnnx,
    add: 'npm install onnxruntime-node',
  },
  {
    engine: 'onnx',
    device: 'webgpu',
    what: 'ONNX Runtime with WebGPU, on any GPU with a driver for Vulkan, Metal or Direct3D 12',
    load: loadOnnx,
    options: { device: 'webgpu' },
    add: 'vulkaninfo --summary (which says whether a driver is there and sees a GPU)',
  },
  {
    engine: 'onnx',
    device: 'cuda',
    what: 'ONNX Runtime with CUDA 12 and cuDNN 9',
    load: loadOnnx,
    options: { device: 'cuda' },
    add: 'npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12',
  },
  {
    engine: 'tensorflow',
    device: 'cpu',
    what: 'TensorFlow, the fastest on a CPU',
    load: loadTensorFlow,
    env: { CUDA_VISIBLE_DEVICES: '' },
    add: 'sslang engine add tensorflow',
  },
  {
    engine: 'tensorflow',
    device: 'cuda',
    what: 'TensorFlow with CUDA',
    load: loadTensorFlow,
    get add() {
      return findTensorFlow()?.includes('tfjs-node-gpu')
        ? 'nvidia-smi (which says whether the driver is there and sees a GPU)'
        : 'sslang engine add tensorflow --gpu'
    },
  },
]
