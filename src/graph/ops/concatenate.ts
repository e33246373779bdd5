import { number } from '../attribute.js'
import { mayEqual } from '../broadcast.js'
import { count } from '../count.js'
import { plus, showShape, sizeOf } from '../dimension.js'
import type { Op, Typed } from '../op.js'
import { at, refuse } from '../refuse.js'
import { stridesOf, writeView } from '../strides.js'

export const concatenate: Op = {
  name: 'concatenate',
  documentation: 'Tensors one after the other along one axis (attribute: axis).',
  shape: (inputs, attributes) => {
    const axis = number(attributes, 'axis')
    return inputs.slice(1).reduce((left, right) => join(left, right, axis), at(inputs, 0))
  },
  gradient: (node, cotangent, build) => {
    const axis = number(node.attributes, 'axis')
    let start = cotangent.shape.map(() => 0 as (typeof cotangent.shape)[number])
    return node.inputs.map((input) => {
      const part = build.slice(cotangent, start, input.shape)
      start = start.map((from, k) => (k === axis ? plus(from, at(input.shape, axis)) : from))
      return part
    })
  },
  reference: (inputs, attributes, shape) => {
    const axis = number(attributes, 'axis')
    const strides = stridesOf(shape)
    const result = new Float64Array(count(shape))
    let start = 0
    for (const { data, shape: own } of inputs) {
      if (data.length > 0) writeView(result, own, start * at(strides, axis), strides, data)
      start += sizeOf(at(own, axis))
    }
    return result
  },
}

function join(left: Typed, right: Typed, axis: number): Typed {
  const misfit = (): never =>
    refuse('SSL3002', { op: 'concat', left: showShape(left.shape), right: showShape(right.shape) })
  if (left.shape.length !== right.shape.length || left.type !== right.type) return misfit()
  const shape = left.shape.map((size, k) => {
    const other = at(right.shape, k)
    return k === axis ? plus(size, other) : mayEqual(size, other) ? size : misfit()
  })
  return { shape, type: left.type }
}
