import { mayEqual } from '../broadcast.js'
import { showShape } from '../dimension.js'
import { clampIndex } from '../indexing.js'
import type { Op } from '../op.js'
import { at, refuse } from '../refuse.js'

export const scatterUpdate: Op = {
  name: 'scatterUpdate',
  documentation:
    'x with the rows at the places in `index` replaced; of rows with the same place the last one stays. Indices are clamped. Inputs: x [N, …], index [K], rows [K, …].',
  shape: (inputs) => {
    const [x, index, rows] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)]
    const expected = [...index.shape, ...x.shape.slice(1)]
    const fits =
      index.shape.length === 1 &&
      rows.shape.length === expected.length &&
      expected.every((size, axis) => mayEqual(size, at(rows.shape, axis)))
    if (!fits) refuse('SSL3002', { op: 'update', left: showShape(expected), right: showShape(rows.shape) })
    return { shape: x.shape, type: x.type }
  },
  gradient: (node, cotangent, build) => {
    const [x, index, rows] = [at(node.inputs, 0), at(node.inputs, 1), at(node.inputs, 2)]
    const [count, size] = [at(index.shape, 0), at(x.shape, 0)]
    const order = build.iota(count)
    const last = build.scatterUpdate(build.fill(-1, [size], 'int'), index, order)
    const stays = build.equal(build.gather(last, index, { axis: 0 }), order)
    const column = build.reshape(stays, [count, ...x.shape.slice(1).map(() => 1)])
    const taken = build.gather(cotangent, index, { axis: 0 })
    return [
      build.scatterUpdate(cotangent, index, build.fill(0, rows.shape)),
      undefined,
      build.where(column, taken, build.fill(0)),
    ]
  },
  reference: (inputs) => {
    const [x, index, rows] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)]
    const result = x.data.slice()
    const size = at(x.shape, 0)
    const row = size === 0 ? 0 : x.data.length / size
    for (const [k, place] of index.data.entries()) {
      result.set(rows.data.subarray(k * row, (k + 1) * row), clampIndex(place, size) * row)
    }
    return result
  },
}
