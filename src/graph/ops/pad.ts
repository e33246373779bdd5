import { dimensions } from '../attribute.js'
import { count } from '../count.js'
import { numberOf, plus, showShape, sizeOf } from '../dimension.js'
import type { Op } from '../op.js'
import { at, mistake, refuse } from '../refuse.js'
import { stridesOf, writeView } from '../strides.js'

export const pad: Op = {
  name: 'pad',
  documentation: 'Zeros before and after the entries of every axis (attributes: before, after).',
  shape: (inputs, attributes) => {
    const { shape, type } = at(inputs, 0)
    const [before, after] = [dimensions(attributes, 'before'), dimensions(attributes, 'after')]
    if (before.length !== shape.length || after.length !== shape.length) {
      mistake(`pad of ${shape.length} axes by ${before.length}`)
    }
    if ([...before, ...after].some((size) => (numberOf(size) ?? 0) < 0)) {
      refuse('SSL3003', { op: 'pad', shape: showShape(shape), needed: 'margins of at least 0' })
    }
    return { shape: shape.map((size, axis) => plus(plus(size, at(before, axis)), at(after, axis))), type }
  },
  gradient: (node, cotangent, build) => [
    build.slice(cotangent, dimensions(node.attributes, 'before'), at(node.inputs, 0).shape),
  ],
  reference: (inputs, attributes, shape) => {
    const { data, shape: own } = at(inputs, 0)
    const strides = stridesOf(shape)
    const before = dimensions(attributes, 'before').map(sizeOf)
    const offset = before.reduce((sum, start, axis) => sum + start * at(strides, axis), 0)
    const result = new Float64Array(count(shape))
    if (data.length > 0) writeView(result, own, offset, strides, data)
    return result
  },
}
