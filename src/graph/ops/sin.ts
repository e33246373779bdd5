import { unary } from '../elementwise.js'

export const sin = unary({
  name: 'sin',
  documentation: 'Sine of an angle in radians.',
  type: 'f32',
  value: Math.sin,
  gradient: (cotangent, x, _y, build) => build.multiply(cotangent, build.cos(x)),
})
