import type { Device } from '../../engines/engine.js'
import { found } from '../../engines/probe/remembered.js'
import { type Target, targetOf } from '../../engines/probe/targets.js'
import { findTensorFlow } from '../../engines/tensorflow/find.js'
import type { EngineName } from './known.js'

/** What `auto` takes, and what it would rather have taken. */
export interface Fastest {
  readonly taken: { readonly engine: EngineName; readonly device?: Device }
  /** Installed, and why it does not work. */
  readonly passed: readonly { readonly target: Target; readonly reason: string }[]
}

/**
 * TensorFlow, which is twice as fast, where it is installed and a small step works; else what is always there. What
 * such a step found is remembered.
 */
export async function fastest(device?: Device): Promise<Fastest> {
  const passed: { target: Target; reason: string }[] = []
  for (const target of faster(device)) {
    const finding = await found(target)
    const gave = { engine: target.engine, device: target.device }
    // On a GPU that does not work the same engine may do with the processor, and says so when it starts.
    if (finding.works)
      return { taken: gave, passed: passed.filter((one) => one.target.engine !== gave.engine) }
    passed.push({ target, reason: finding.reason })
  }
  return { taken: { engine: 'onnx', ...(device !== undefined && { device }) }, passed }
}

/** What may be faster than ONNX Runtime, the fastest first. */
const faster = (device: Device | undefined): Target[] =>
  findTensorFlow() === undefined
    ? []
    : tensorflowDevices()
        .filter((one) => device === undefined || one === device)
        .flatMap((one) => targetOf('tensorflow', one) ?? [])

/** What the installed TensorFlow computes with, the fastest first. */
export const tensorflowDevices = (): readonly Device[] =>
  findTensorFlow()?.includes('tfjs-node-gpu') ? ['cuda', 'cpu'] : ['cpu']
