import { mayEqual } from '../broadcast.js'
import { showShape } from '../dimension.js'
import type { Op } from '../op.js'
import { at, refuse } from '../refuse.js'

export const cholesky: Op = {
  name: 'cholesky',
  documentation:
    'The lower triangular L with L Lᵀ = A, for the last two axes. Of A only the symmetric part (A + Aᵀ) / 2 counts; NaN where it is not positive definite.',
  shape: (inputs) => {
    const { shape } = at(inputs, 0)
    if (shape.length < 2 || !mayEqual(at(shape, -1), at(shape, -2))) {
      refuse('SSL3003', { op: 'cholesky', shape: showShape(shape), needed: 'square matrices' })
    }
    return { shape, type: 'f32' }
  },
  /** Murray, Differentiation of the Cholesky decomposition (2016), equation 10. */
  gradient: (node, cotangent, build) => {
    const size = at(node.shape, -1)
    const lower = build.multiply(cotangent, build.lowerTriangle(size, 1))
    const product = build.matmul(build.flip(node), lower)
    const half = build.multiply(product, build.lowerTriangle(size, 0.5))
    const left = build.solveLower(node, half, true)
    const both = build.solveLower(node, build.flip(left), true)
    return [build.multiply(build.add(both, build.flip(both)), build.fill(0.5))]
  },
  reference: (inputs) => {
    const { data, shape } = at(inputs, 0)
    const n = at(shape, -1)
    const result = new Float64Array(data.length)
    for (let start = 0; start < data.length; start += n * n) factor(data, result, start, n)
    return result
  },
}

function factor(a: Float64Array, l: Float64Array, start: number, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const [ij, ji] = [start + i * n + j, start + j * n + i]
      let sum = ((a[ij] as number) + (a[ji] as number)) / 2
      for (let k = 0; k < j; k++) sum -= (l[start + i * n + k] as number) * (l[start + j * n + k] as number)
      l[ij] = i === j ? Math.sqrt(sum) : sum / (l[start + j * n + j] as number)
    }
  }
}
