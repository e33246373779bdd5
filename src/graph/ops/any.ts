import { numbers } from '../attribute.js'
import type { Op } from '../op.js'
import { reduceRows, reductionShape } from '../reduction.js'
import { at } from '../refuse.js'

export const any: Op = {
  name: 'any',
  documentation: 'True where one entry along the axes is true (attributes: axes, keep); false over nothing.',
  shape: (inputs, attributes) => reductionShape('any', inputs, attributes, 'bool'),
  gradient: () => [undefined],
  reference: (inputs, attributes) =>
    reduceRows(at(inputs, 0), numbers(attributes, 'axes'), (data, start, end) => {
      for (let k = start; k < end; k++) if (data[k] !== 0) return 1
      return 0
    }),
}
