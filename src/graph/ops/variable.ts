import { dimensions, elementType } from '../attribute.js'
import type { Op } from '../op.js'
import { mistake } from '../refuse.js'

export const variable: Op = {
  name: 'variable',
  documentation:
    'The value of a parameter or of state, as the last step left it. Attributes: path, shape, type.',
  shape: (_, attributes) => ({
    shape: dimensions(attributes, 'shape'),
    type: elementType(attributes, 'type'),
  }),
  gradient: () => [],
  reference: () => mistake('a variable has no values of its own'),
}
