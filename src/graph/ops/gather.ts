import { number } from '../attribute.js'
import { mayEqual } from '../broadcast.js'
import { count } from '../count.js'
import { showShape } from '../dimension.js'
import { clampIndex, indexLayout } from '../indexing.js'
import type { Op } from '../op.js'
import { at, refuse } from '../refuse.js'

export const gather: Op = {
  name: 'gather',
  documentation:
    "Entries of x along one axis at the places in `index` (attributes: axis, batch; as TensorFlow's gather with `batch_dims`): the result has the axes of x before the axis, those of the index after the first `batch`, those of x after. Indices are clamped to the axis.",
  shape: (inputs, attributes) => {
    const [x, index] = [at(inputs, 0), at(inputs, 1)]
    const [axis, batch] = [number(attributes, 'axis'), number(attributes, 'batch')]
    if (index.type === 'f32') refuse('SSL3007', { op: 'indexing', expected: 'int', given: 'f32' })
    for (let k = 0; k < batch; k++) {
      if (!mayEqual(at(x.shape, k), at(index.shape, k))) {
        refuse('SSL3002', { op: 'indexing', left: showShape(x.shape), right: showShape(index.shape) })
      }
    }
    const shape = [...x.shape.slice(0, axis), ...index.shape.slice(batch), ...x.shape.slice(axis + 1)]
    return { shape, type: x.type }
  },
  gradient: (node, cotangent, build) => {
    const [x, index] = [at(node.inputs, 0), at(node.inputs, 1)]
    const [axis, batch] = [number(node.attributes, 'axis'), number(node.attributes, 'batch')]
    return [build.scatterAdd(index, cotangent, { axis, batch, size: at(x.shape, axis) }), undefined]
  },
  reference: (inputs, attributes, shape) => {
    const [x, index] = [at(inputs, 0), at(inputs, 1)]
    const layout = indexLayout(x.shape, index.shape, number(attributes, 'axis'), number(attributes, 'batch'))
    const result = new Float64Array(count(shape))
    layout((to, place, size, from, row) => {
      const start = from + clampIndex(index.data[place] as number, size) * row
      for (let k = 0; k < row; k++) result[to + k] = x.data[start + k] as number
    })
    return result
  },
}
