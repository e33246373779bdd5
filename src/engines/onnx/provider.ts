import type { InferenceSession } from 'onnxruntime-node'
import type { OpName } from '../../graph/ops/index.js'
import type { Device } from '../engine.js'
import type { Lowering } from './lower.js'
import type { Substitutes } from './model.js'
import { lowerings, substitutes } from './webgpu.js'

/** What ONNX Runtime computes with, and in what it differs from its CPU provider. */
export interface Provider {
  /** How a session asks for it. */
  readonly session: InferenceSession.ExecutionProviderConfig
  /** Whether it has the fused convolutions of the CPU. */
  readonly fuses: boolean
  /** Axes along which it can transpose a convolution. */
  readonly transposedAxes: number
  readonly substitutes: Substitutes
  readonly lowerings: Readonly<Partial<Record<OpName, Lowering>>>
  /** Variables stay in the device's memory between steps. */
  readonly resident: boolean
}

export const providers: Readonly<Record<Device, Provider>> = {
  cpu: { session: 'cpu', fuses: true, transposedAxes: 3, substitutes: {}, lowerings: {}, resident: false },
  cuda: { session: 'cuda', fuses: false, transposedAxes: 3, substitutes: {}, lowerings: {}, resident: false },
  // For channels last, transpositions would be moved over truth values, which it cannot transpose.
  webgpu: {
    session: { name: 'webgpu', preferredLayout: 'NCHW' },
    fuses: false,
    transposedAxes: 2,
    substitutes,
    lowerings,
    resident: true,
  },
}
