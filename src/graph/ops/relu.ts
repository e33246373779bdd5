import { unary } from '../elementwise.js'

export const relu = unary({
  name: 'relu',
  documentation: 'x where it is positive, else 0; its derivative at 0 is 0.',
  type: 'f32',
  value: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  gradient: (cotangent, x, _y, build) =>
    build.where(build.greater(x, build.fill(0)), cotangent, build.fill(0)),
})
