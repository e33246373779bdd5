import { binary } from '../elementwise.js'

export const maximum = binary({
  name: 'maximum',
  documentation: 'The larger of two; where they are equal the first gets the gradient.',
  type: 'number',
  value: Math.max,
  gradient: (cotangent, a, b, _y, build) => {
    const first = build.greaterEqual(a, b)
    const zero = build.fill(0)
    return [build.where(first, cotangent, zero), build.where(first, zero, cotangent)]
  },
})
