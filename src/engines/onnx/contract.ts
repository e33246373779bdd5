import { type Convolutions, contraction, croppedContraction } from '../lowering/contract.js'
import { lowerSlice as sliced } from '../lowering/movement.js'
import { convolve } from './convolution.js'
import { filterGradient } from './filter-gradient.js'
import { inputGradient } from './input-gradient.js'
import type { Lower, Lowering } from './lower.js'

const convolutions: Convolutions<Lower> = {
  forward: convolve,
  filterGradient,
  inputGradient: (lower, image, filters, problem) =>
    problem.targets.length <= lower.provider.transposedAxes
      ? inputGradient(lower, image, filters, problem)
      : undefined,
}

export const lowerContract: Lowering = (node, lower) => contraction(node, lower, convolutions)

export const lowerSlice: Lowering = (node, lower) =>
  croppedContraction(node, lower, convolutions) ?? sliced(node, lower)
