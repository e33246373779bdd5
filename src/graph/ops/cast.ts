import { elementType } from '../attribute.js'
import type { Op } from '../op.js'
import { at } from '../refuse.js'

export const cast: Op = {
  name: 'cast',
  documentation:
    'The same numbers as another element type (attribute `to`): truth values become 0 and 1, numbers other than 0 true, fractions are dropped. A gradient flows only from `f32` to `f32`.',
  elementwise: true,
  shape: (inputs, attributes) => ({ shape: at(inputs, 0).shape, type: elementType(attributes, 'to') }),
  gradient: (node, cotangent) => {
    const real = node.type === 'f32' && at(node.inputs, 0).type === 'f32'
    return [real ? cotangent : undefined]
  },
  reference: (inputs, attributes) => {
    const to = elementType(attributes, 'to')
    const { data } = at(inputs, 0)
    if (to === 'f32') return data
    return data.map(to === 'bool' ? (x) => (x !== 0 ? 1 : 0) : (x) => Math.trunc(x) + 0)
  },
}
