import { unary } from '../elementwise.js'

export const sigmoid = unary({
  name: 'sigmoid',
  documentation: '1 / (1 + e^−x).',
  type: 'f32',
  value: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  gradient: (cotangent, _x, y, build) =>
    build.multiply(cotangent, build.multiply(y, build.subtract(build.fill(1), y))),
})
