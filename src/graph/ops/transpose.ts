import { numbers } from '../attribute.js'
import type { Op } from '../op.js'
import { at, mistake } from '../refuse.js'
import { readView, stridesOf } from '../strides.js'

export const transpose: Op = {
  name: 'transpose',
  documentation: 'Axes in another order: axis k of the result is axis `permutation[k]` of x.',
  shape: (inputs, attributes) => {
    const { shape, type } = at(inputs, 0)
    const permutation = numbers(attributes, 'permutation')
    const sorted = [...permutation].sort((a, b) => a - b)
    if (sorted.length !== shape.length || sorted.some((axis, k) => axis !== k)) {
      mistake(`transpose by [${permutation.join(', ')}] of a tensor with ${shape.length} axes`)
    }
    return { shape: permutation.map((axis) => at(shape, axis)), type }
  },
  gradient: (node, cotangent, build) => {
    const permutation = numbers(node.attributes, 'permutation')
    return [build.transpose(cotangent, build.inverse(permutation))]
  },
  reference: (inputs, attributes, shape) => {
    const { data, shape: own } = at(inputs, 0)
    const strides = stridesOf(own)
    return readView(
      data,
      shape,
      0,
      numbers(attributes, 'permutation').map((axis) => at(strides, axis)),
    )
  },
}
