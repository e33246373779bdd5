import { callOf, type KernelName, type Takes } from '../../graph/call.js'
import type { Node } from '../../graph/node.js'
import type { Lowering } from './lower.js'

/** Operators of TensorFlow that are faster than the body of a definition. */
const kernels: Readonly<Partial<Record<KernelName, Lowering>>> = {}

/** The kernel for a call; undefined where its body is lowered. */
export function kernelOf(node: Node): Lowering | undefined {
  const { definition } = callOf(node)
  return Object.hasOwn(kernels, definition) ? kernels[definition as KernelName] : undefined
}

export const takes: Takes = (node) => kernelOf(node) !== undefined
