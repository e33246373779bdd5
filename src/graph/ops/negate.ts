import { unary } from '../elementwise.js'

export const negate = unary({
  name: 'negate',
  documentation: '−x.',
  type: 'number',
  value: (x) => -x,
  gradient: (cotangent, _x, _y, build) => build.negate(cotangent),
})
