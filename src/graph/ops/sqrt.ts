import { unary } from '../elementwise.js'

export const sqrt = unary({
  name: 'sqrt',
  documentation: 'Square root.',
  type: 'f32',
  value: Math.sqrt,
  gradient: (cotangent, _x, y, build) => build.divide(build.multiply(cotangent, build.fill(0.5)), y),
})
