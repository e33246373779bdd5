import { numbers } from '../attribute.js'
import type { Op } from '../op.js'
import { keepShape, reduceRows, reductionShape } from '../reduction.js'
import { at } from '../refuse.js'

export const sum: Op = {
  name: 'sum',
  documentation: 'Sum over axes (attributes: axes; keep, whether they stay with size 1); 0 over nothing.',
  shape: (inputs, attributes) => reductionShape('sum', inputs, attributes, 'number'),
  gradient: (node, cotangent, build) => {
    const x = at(node.inputs, 0)
    const kept = build.reshape(cotangent, keepShape(x.shape, numbers(node.attributes, 'axes')))
    return [build.broadcast(kept, x.shape)]
  },
  reference: (inputs, attributes) =>
    reduceRows(at(inputs, 0), numbers(attributes, 'axes'), (data, start, end) => {
      let total = 0
      for (let k = start; k < end; k++) total += data[k] as number
      return total
    }),
}
