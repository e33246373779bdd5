import { unary } from '../elementwise.js'

export const exp = unary({
  name: 'exp',
  documentation: 'e to the power x.',
  type: 'f32',
  value: Math.exp,
  gradient: (cotangent, _x, y, build) => build.multiply(cotangent, y),
})
