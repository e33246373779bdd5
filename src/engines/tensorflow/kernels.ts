import { callOf, type KernelName, type Takes } from '../../graph/call.js'
import type { Node } from '../../graph/node.js'
import { lowerLogSoftmaxGradient, lowerSoftmaxGradient } from '../lowering/softmax.js'
import { at, toPlain } from '../lowering/value.js'
import { isWholeBatch, lowerBatchNorm, lowerBatchNormGradient } from './batch-norm.js'
import { hasOwnScores, lowerCrossEntropy, lowerCrossEntropyGradient } from './cross-entropy.js'
import type { Lowering } from './lower.js'
import { emit } from './model.js'

/** Along the last axis. */
const alongLast =
  (op: string): Lowering =>
  (node, lower) => {
    const x = toPlain(lower.model, lower.value(at(callOf(node).arguments, 0)))
    return { ...x, name: emit(lower.model, op, [x.name]) }
  }

/** Operators of TensorFlow that are faster than the body of a definition. */
const kernels: Readonly<Partial<Record<KernelName, Lowering>>> = {
  batch_norm: lowerBatchNorm,
  'batch_norm.gradient': lowerBatchNormGradient,
  cross_entropy: lowerCrossEntropy,
  'cross_entropy.gradient': lowerCrossEntropyGradient,
  log_softmax: alongLast('LogSoftmax'),
  'log_softmax.gradient': lowerLogSoftmaxGradient,
  softmax: alongLast('Softmax'),
  'softmax.gradient': lowerSoftmaxGradient,
}

/** The kernel for a call; undefined where its body is lowered. */
export function kernelOf(node: Node): Lowering | undefined {
  const { definition } = callOf(node)
  if (definition.startsWith('batch_norm') && !isWholeBatch(node)) return undefined
  if (definition.startsWith('cross_entropy') && !hasOwnScores(node)) return undefined
  return Object.hasOwn(kernels, definition) ? kernels[definition as KernelName] : undefined
}

export const takes: Takes = (node) => kernelOf(node) !== undefined
