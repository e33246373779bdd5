import { binary } from '../elementwise.js'

export const minimum = binary({
  name: 'minimum',
  documentation: 'The smaller of two; where they are equal the first gets the gradient.',
  type: 'number',
  value: Math.min,
  gradient: (cotangent, a, b, _y, build) => {
    const first = build.lessEqual(a, b)
    const zero = build.fill(0)
    return [build.where(first, cotangent, zero), build.where(first, zero, cotangent)]
  },
})
