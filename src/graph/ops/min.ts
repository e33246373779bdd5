import { numbers } from '../attribute.js'
import type { Op } from '../op.js'
import { extremumGradient, reduceRows, reductionShape } from '../reduction.js'
import { at } from '../refuse.js'

export const min: Op = {
  name: 'min',
  documentation:
    'Smallest value over axes (attributes: axes, keep); the first of equals gets the gradient; ∞ over nothing.',
  shape: (inputs, attributes) => reductionShape('min', inputs, attributes, 'number'),
  gradient: (node, cotangent, build) => [extremumGradient(build, node, cotangent, build.argmin)],
  reference: (inputs, attributes) =>
    reduceRows(at(inputs, 0), numbers(attributes, 'axes'), (data, start, end) => {
      let smallest = Number.POSITIVE_INFINITY
      for (let k = start; k < end; k++) smallest = Math.min(smallest, data[k] as number)
      return smallest
    }),
}
