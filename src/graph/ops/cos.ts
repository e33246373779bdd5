import { unary } from '../elementwise.js'

export const cos = unary({
  name: 'cos',
  documentation: 'Cosine of an angle in radians.',
  type: 'f32',
  value: Math.cos,
  gradient: (cotangent, x, _y, build) => build.negate(build.multiply(cotangent, build.sin(x))),
})
