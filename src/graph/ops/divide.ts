import { binary } from '../elementwise.js'

export const divide = binary({
  name: 'divide',
  documentation: 'a / b, as real numbers.',
  type: 'f32',
  value: (a, b) => a / b,
  gradient: (cotangent, _a, b, y, build) => {
    const left = build.divide(cotangent, b)
    return [left, build.negate(build.multiply(left, y))]
  },
})
