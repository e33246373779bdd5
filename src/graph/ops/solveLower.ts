import { flag } from '../attribute.js'
import { mayEqual } from '../broadcast.js'
import { showShape } from '../dimension.js'
import type { Op } from '../op.js'
import { at, refuse } from '../refuse.js'

export const solveLower: Op = {
  name: 'solveLower',
  documentation:
    'The X with L X = B, or Lᵀ X = B under the attribute `transpose`, for L [..., n, n] lower triangular (what is above the diagonal is not read) and B [..., n, k].',
  shape: (inputs) => {
    const [l, b] = [at(inputs, 0), at(inputs, 1)]
    const rank = l.shape.length
    const fits =
      rank >= 2 &&
      b.shape.length === rank &&
      mayEqual(at(l.shape, -1), at(l.shape, -2)) &&
      l.shape.slice(0, -1).every((size, axis) => mayEqual(size, at(b.shape, axis)))
    if (!fits) refuse('SSL3002', { op: 'solve_lower', left: showShape(l.shape), right: showShape(b.shape) })
    return { shape: b.shape, type: 'f32' }
  },
  gradient: (node, cotangent, build) => {
    const l = at(node.inputs, 0)
    const transposed = flag(node.attributes, 'transpose')
    const right = build.solveLower(l, cotangent, !transposed)
    const [a, b] = transposed ? [node, right] : [right, node]
    const outer = build.negate(build.matmul(a, build.flip(b)))
    return [build.multiply(outer, build.lowerTriangle(at(l.shape, -1), 1)), right]
  },
  reference: (inputs, attributes) => {
    const [l, b] = [at(inputs, 0), at(inputs, 1)]
    const [n, k] = [at(b.shape, -2), at(b.shape, -1)]
    const result = new Float64Array(b.data.length)
    const solve = flag(attributes, 'transpose') ? backward : forward
    const matrices = n * k === 0 ? 0 : b.data.length / (n * k)
    for (let m = 0; m < matrices; m++) {
      for (let column = 0; column < k; column++)
        solve(l.data, m * n * n, b.data, result, m * n * k + column, n, k)
    }
    return result
  },
}

type Solve = (
  l: Float64Array,
  matrix: number,
  b: Float64Array,
  x: Float64Array,
  start: number,
  n: number,
  stride: number,
) => void

const forward: Solve = (l, matrix, b, x, start, n, stride) => {
  for (let i = 0; i < n; i++) {
    let sum = b[start + i * stride] as number
    for (let j = 0; j < i; j++) sum -= (l[matrix + i * n + j] as number) * (x[start + j * stride] as number)
    x[start + i * stride] = sum / (l[matrix + i * n + i] as number)
  }
}

const backward: Solve = (l, matrix, b, x, start, n, stride) => {
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[start + i * stride] as number
    for (let j = i + 1; j < n; j++)
      sum -= (l[matrix + j * n + i] as number) * (x[start + j * stride] as number)
    x[start + i * stride] = sum / (l[matrix + i * n + i] as number)
  }
}
