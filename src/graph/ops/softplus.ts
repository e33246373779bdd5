import { unary } from '../elementwise.js'

export const softplus = unary({
  name: 'softplus',
  documentation: 'log(1 + e^x), without overflow.',
  type: 'f32',
  value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: (cotangent, x, _y, build) => build.multiply(cotangent, build.sigmoid(x)),
})
