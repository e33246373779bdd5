import { dimensions } from '../attribute.js'
import { repeatable, unbroadcast } from '../broadcast.js'
import { showShape } from '../dimension.js'
import type { Op } from '../op.js'
import { at, refuse } from '../refuse.js'
import { broadcastData } from '../strides.js'

export const broadcast: Op = {
  name: 'broadcast',
  documentation: 'Repeats axes of size 1 and adds axes in front, up to the attribute `shape`.',
  shape: (inputs, attributes) => {
    const { shape: from, type } = at(inputs, 0)
    const shape = dimensions(attributes, 'shape')
    if (!repeatable(from, shape)) {
      refuse('SSL3002', { op: 'broadcast', left: showShape(from), right: showShape(shape) })
    }
    return { shape, type }
  },
  gradient: (node, cotangent, build) => [unbroadcast(build, cotangent, at(node.inputs, 0))],
  reference: (inputs, _, shape) => broadcastData(at(inputs, 0), shape),
}
