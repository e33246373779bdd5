import { dimensions } from '../attribute.js'
import { differ, entries, numberOf, showShape } from '../dimension.js'
import type { Op } from '../op.js'
import { at, refuse } from '../refuse.js'

export const reshape: Op = {
  name: 'reshape',
  documentation: 'The same entries in the same order under other axes (attribute: shape).',
  shape: (inputs, attributes) => {
    const { shape: from, type } = at(inputs, 0)
    const shape = dimensions(attributes, 'shape')
    const [before, after] = [entries(from), entries(shape)]
    const [a, b] = [numberOf(before), numberOf(after)]
    const known = a !== undefined && b !== undefined
    if (known ? a !== b : differ(before, after))
      refuse('SSL3005', { from: showShape(from), to: showShape(shape) })
    return { shape, type }
  },
  gradient: (node, cotangent, build) => [build.reshape(cotangent, at(node.inputs, 0).shape)],
  reference: (inputs) => at(inputs, 0).data,
}
