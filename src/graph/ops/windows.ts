import { dimension, number } from '../attribute.js'
import { numberOf, show, sizeOf } from '../dimension.js'
import type { Op } from '../op.js'
import { at, refuse } from '../refuse.js'
import { letters } from '../spec.js'
import { readView, stridesOf } from '../strides.js'

export const windows: Op = {
  name: 'windows',
  documentation:
    'Windows along one axis: axis n becomes two, [count, size], whose entry (i, u) is x at stride · i + dilation · u (attributes: axis, count, size, stride, dilation).',
  shape: (inputs, attributes) => {
    const { shape, type } = at(inputs, 0)
    const axis = number(attributes, 'axis')
    const [count, size] = [dimension(attributes, 'count'), dimension(attributes, 'size')]
    const [n, c, s] = [numberOf(at(shape, axis)), numberOf(count), numberOf(size)]
    if (n !== undefined && c !== undefined && s !== undefined && c * s > 0) {
      const last = number(attributes, 'stride') * (c - 1) + number(attributes, 'dilation') * (s - 1)
      if (last >= n)
        refuse('SSL3006', { op: 'windows', access: `entry ${last}`, axis: show(at(shape, axis)) })
    }
    return { shape: [...shape.slice(0, axis), count, size, ...shape.slice(axis + 1)], type }
  },
  gradient: (node, cotangent, build) => {
    const x = at(node.inputs, 0)
    const axis = number(node.attributes, 'axis')
    const from = letters(node.shape.length)
    const place = `[${number(node.attributes, 'stride')}${at(from, axis)}+${number(node.attributes, 'dilation')}${at(from, axis + 1)}]`
    const to = [...from.slice(0, axis), place, ...from.slice(axis + 2)].join('')
    const sizes = { resultSizes: [at(x.shape, axis)] }
    return [build.contract(`${from.join('')},->${to}`, cotangent, build.fill(1), sizes)]
  },
  reference: (inputs, attributes, shape) => {
    const { data, shape: own } = at(inputs, 0)
    const axis = number(attributes, 'axis')
    const strides = stridesOf(own)
    const stride = at(strides, axis)
    const steps = [number(attributes, 'stride') * stride, number(attributes, 'dilation') * stride]
    return readView(data, shape.map(sizeOf), 0, [
      ...strides.slice(0, axis),
      ...steps,
      ...strides.slice(axis + 1),
    ])
  },
}
