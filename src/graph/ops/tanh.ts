import { unary } from '../elementwise.js'

export const tanh = unary({
  name: 'tanh',
  documentation: 'Hyperbolic tangent.',
  type: 'f32',
  value: Math.tanh,
  gradient: (cotangent, _x, y, build) =>
    build.multiply(cotangent, build.subtract(build.fill(1), build.multiply(y, y))),
})
