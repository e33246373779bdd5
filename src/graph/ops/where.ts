import { broadcastShapes, unbroadcast } from '../broadcast.js'
import { count } from '../count.js'
import { resultType } from '../elementwise.js'
import type { Op } from '../op.js'
import { at } from '../refuse.js'
import { broadcastData } from '../strides.js'

export const where: Op = {
  name: 'where',
  documentation: 'a where the condition is true, else b; with broadcasting.',
  elementwise: true,
  shape: (inputs) => {
    const shape = broadcastShapes(
      'where',
      inputs.map((input) => input.shape),
    )
    const [a, b] = [at(inputs, 1), at(inputs, 2)]
    return { shape, type: a.type === b.type ? a.type : resultType('number', [a, b]) }
  },
  gradient: (node, cotangent, build) => {
    const [condition, a, b] = [at(node.inputs, 0), at(node.inputs, 1), at(node.inputs, 2)]
    const zero = build.fill(0)
    return [
      undefined,
      a.type === 'f32' ? unbroadcast(build, build.where(condition, cotangent, zero), a) : undefined,
      b.type === 'f32' ? unbroadcast(build, build.where(condition, zero, cotangent), b) : undefined,
    ]
  },
  reference: (inputs, _, shape) => {
    const [condition, a, b] = [0, 1, 2].map((k) => broadcastData(at(inputs, k), shape)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const result = new Float64Array(count(shape))
    for (let k = 0; k < result.length; k++) result[k] = (condition[k] !== 0 ? a[k] : b[k]) as number
    return result
  },
}
