import { callOf, type KernelName, type Takes } from '../../graph/call.js'
import type { Node } from '../../graph/node.js'
import { lowerLogSoftmaxGradient, lowerSoftmaxGradient } from '../lowering/softmax.js'
import { at } from '../lowering/value.js'
import { lowerLayerNorm, lowerLayerNormGradient } from './layer-norm.js'
import type { Lowering } from './lower.js'
import { emit } from './model.js'

/** Along the last axis, wherever it lies. */
const alongLast =
  (op: string): Lowering =>
  (node, lower) => {
    const x = lower.value(at(callOf(node).arguments, 0))
    const axis = x.order.indexOf(x.order.length - 1)
    return { ...x, name: emit(lower.model, op, [x.name], { axis }) }
  }

/**
 * Operators of ONNX Runtime that are faster than the body of a definition, measured on whole steps. For batch
 * norm and cross-entropy it has no gradients.
 */
const kernels: Readonly<Partial<Record<KernelName, Lowering>>> = {
  layer_norm: lowerLayerNorm,
  'layer_norm.gradient': lowerLayerNormGradient,
  log_softmax: alongLast('LogSoftmax'),
  'log_softmax.gradient': lowerLogSoftmaxGradient,
  softmax: alongLast('Softmax'),
  'softmax.gradient': lowerSoftmaxGradient,
}

/** The kernel for a call; undefined where its body is lowered. */
export function kernelOf(node: Node): Lowering | undefined {
  const { definition } = callOf(node)
  return Object.hasOwn(kernels, definition) ? kernels[definition as KernelName] : undefined
}

export const takes: Takes = (node) => kernelOf(node) !== undefined
