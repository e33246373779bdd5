import { numbers } from '../attribute.js'
import type { Op } from '../op.js'
import { extremumGradient, reduceRows, reductionShape } from '../reduction.js'
import { at } from '../refuse.js'

export const max: Op = {
  name: 'max',
  documentation:
    'Largest value over axes (attributes: axes, keep); the first of equals gets the gradient; −∞ over nothing.',
  shape: (inputs, attributes) => reductionShape('max', inputs, attributes, 'number'),
  gradient: (node, cotangent, build) => [extremumGradient(build, node, cotangent, build.argmax)],
  reference: (inputs, attributes) =>
    reduceRows(at(inputs, 0), numbers(attributes, 'axes'), (data, start, end) => {
      let largest = Number.NEGATIVE_INFINITY
      for (let k = start; k < end; k++) largest = Math.max(largest, data[k] as number)
      return largest
    }),
}
