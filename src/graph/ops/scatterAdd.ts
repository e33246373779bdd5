import { dimension, number } from '../attribute.js'
import { count } from '../count.js'
import { clampIndex, indexLayout } from '../indexing.js'
import type { Op } from '../op.js'
import { at } from '../refuse.js'

export const scatterAdd: Op = {
  name: 'scatterAdd',
  documentation:
    'Zeros with the updates added at the places in `index`: the transpose of gather (attributes: axis, batch, size of that axis). Inputs: index, updates.',
  shape: (inputs, attributes) => {
    const [index, updates] = [at(inputs, 0), at(inputs, 1)]
    const [axis, batch] = [number(attributes, 'axis'), number(attributes, 'batch')]
    const after = axis + index.shape.length - batch
    const shape = [
      ...updates.shape.slice(0, axis),
      dimension(attributes, 'size'),
      ...updates.shape.slice(after),
    ]
    return { shape, type: updates.type }
  },
  gradient: (node, cotangent, build) => {
    const [axis, batch] = [number(node.attributes, 'axis'), number(node.attributes, 'batch')]
    return [undefined, build.gather(cotangent, at(node.inputs, 0), { axis, batch })]
  },
  reference: (inputs, attributes, shape) => {
    const [index, updates] = [at(inputs, 0), at(inputs, 1)]
    const layout = indexLayout(shape, index.shape, number(attributes, 'axis'), number(attributes, 'batch'))
    const result = new Float64Array(count(shape))
    layout((from, place, size, to, row) => {
      const start = to + clampIndex(index.data[place] as number, size) * row
      for (let k = 0; k < row; k++)
        result[start + k] = (result[start + k] as number) + (updates.data[from + k] as number)
    })
    return result
  },
}
