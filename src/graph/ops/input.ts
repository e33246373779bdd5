import { dimensions, elementType } from '../attribute.js'
import type { Op } from '../op.js'
import { mistake } from '../refuse.js'

export const input: Op = {
  name: 'input',
  documentation:
    'A tensor that is fed at each pass. Attributes: name, shape, type, and for draws `draw`, which says how it is made.',
  shape: (_, attributes) => ({
    shape: dimensions(attributes, 'shape'),
    type: elementType(attributes, 'type'),
  }),
  gradient: () => [],
  reference: () => mistake('an input has no values of its own'),
}
