import { showShape } from '../dimension.js'
import type { Op } from '../op.js'
import { at, refuse } from '../refuse.js'

export const argsort: Op = {
  name: 'argsort',
  documentation: 'The places that put the last axis in ascending order; equals keep their order.',
  shape: (inputs) => {
    const { shape } = at(inputs, 0)
    if (shape.length === 0)
      refuse('SSL3003', { op: 'argsort', shape: showShape(shape), needed: 'at least one axis' })
    return { shape, type: 'int' }
  },
  gradient: () => [undefined],
  reference: (inputs) => {
    const { data, shape } = at(inputs, 0)
    const size = at(shape, -1)
    const result = new Float64Array(data.length)
    for (let start = 0; start < data.length; start += size) {
      const places = Array.from({ length: size }, (_, k) => k)
      places.sort((a, b) => (data[start + a] as number) - (data[start + b] as number) || a - b)
      result.set(places, start)
    }
    return result
  },
}
