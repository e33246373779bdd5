import { unary } from '../elementwise.js'

export const log = unary({
  name: 'log',
  documentation: 'Natural logarithm; −∞ at 0.',
  type: 'f32',
  value: Math.log,
  gradient: (cotangent, x, _y, build) => build.divide(cotangent, x),
})
