import { dimensions, elementType } from '../attribute.js'
import type { Op } from '../op.js'
import { mistake } from '../refuse.js'

export const constant: Op = {
  name: 'constant',
  documentation:
    'Fixed values. Attributes: shape, type; the node carries the data, one number where all entries are equal.',
  shape: (_, attributes) => ({
    shape: dimensions(attributes, 'shape'),
    type: elementType(attributes, 'type'),
  }),
  gradient: () => [],
  reference: () => mistake('the values of a constant stand in its node'),
}
