import { numbers } from '../attribute.js'
import type { Op } from '../op.js'
import { reduceRows, reductionShape } from '../reduction.js'
import { at } from '../refuse.js'

export const all: Op = {
  name: 'all',
  documentation:
    'True where all entries along the axes are true (attributes: axes, keep); true over nothing.',
  shape: (inputs, attributes) => reductionShape('all', inputs, attributes, 'bool'),
  gradient: () => [undefined],
  reference: (inputs, attributes) =>
    reduceRows(at(inputs, 0), numbers(attributes, 'axes'), (data, start, end) => {
      for (let k = start; k < end; k++) if (data[k] === 0) return 0
      return 1
    }),
}
