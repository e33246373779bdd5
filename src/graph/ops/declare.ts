import type { Op } from '../op.js'
import { at } from '../refuse.js'

export const declare: Op = {
  name: 'declare',
  documentation:
    'The same values, of which the writer promises a kind (attribute `kind`: unit, prob, lab or image). No mathematics.',
  shape: (inputs) => at(inputs, 0),
  gradient: (_, cotangent) => [cotangent],
  reference: (inputs) => at(inputs, 0).data,
}
