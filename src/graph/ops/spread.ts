import { numbers } from '../attribute.js'
import { count } from '../count.js'
import { equal, minus, plus, times } from '../dimension.js'
import type { Op } from '../op.js'
import { at, mistake } from '../refuse.js'
import { stridesOf, writeView } from '../strides.js'

export const spread: Op = {
  name: 'spread',
  documentation:
    'Zeros between the entries of every axis (attribute: factors): n becomes factor · (n − 1) + 1.',
  shape: (inputs, attributes) => {
    const { shape, type } = at(inputs, 0)
    const factors = numbers(attributes, 'factors')
    if (factors.length !== shape.length || factors.some((factor) => factor < 1)) {
      mistake(`spread of ${shape.length} axes by [${factors.join(', ')}]`)
    }
    const size = (axis: number) => plus(times(at(factors, axis), minus(at(shape, axis), 1)), 1)
    return { shape: shape.map((n, axis) => (equal(n, 0) ? 0 : size(axis))), type }
  },
  gradient: (node, cotangent, build) => {
    const { shape } = at(node.inputs, 0)
    return [
      build.slice(
        cotangent,
        shape.map(() => 0),
        shape,
        numbers(node.attributes, 'factors'),
      ),
    ]
  },
  reference: (inputs, attributes, shape) => {
    const { data, shape: own } = at(inputs, 0)
    const factors = numbers(attributes, 'factors')
    const strides = stridesOf(shape).map((stride, axis) => stride * at(factors, axis))
    const result = new Float64Array(count(shape))
    if (data.length > 0) writeView(result, own, 0, strides, data)
    return result
  },
}
