import { number } from '../attribute.js'
import type { Op } from '../op.js'
import { reduceRows, reductionShape } from '../reduction.js'
import { at } from '../refuse.js'

export const argmin: Op = {
  name: 'argmin',
  documentation: 'Place of the smallest value along one axis (attribute: axis), the first of equals.',
  shape: (inputs, attributes) =>
    reductionShape('argmin', inputs, { axes: [number(attributes, 'axis')] }, 'int'),
  gradient: () => [undefined],
  reference: (inputs, attributes) =>
    reduceRows(at(inputs, 0), [number(attributes, 'axis')], (data, start, end) => {
      let best = start
      for (let k = start + 1; k < end; k++) if ((data[k] as number) < (data[best] as number)) best = k
      return best - start
    }),
}
