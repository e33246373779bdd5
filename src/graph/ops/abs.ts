import { unary } from '../elementwise.js'

export const abs = unary({
  name: 'abs',
  documentation: 'Absolute value; its derivative at 0 is 0.',
  type: 'number',
  value: Math.abs,
  gradient: (cotangent, x, _y, build) => {
    const zero = build.fill(0)
    const negative = build.where(build.less(x, zero), build.negate(cotangent), zero)
    return build.where(build.greater(x, zero), cotangent, negative)
  },
})
