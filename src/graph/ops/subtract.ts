import { binary } from '../elementwise.js'

export const subtract = binary({
  name: 'subtract',
  documentation: 'a − b.',
  type: 'number',
  value: (a, b) => a - b,
  gradient: (cotangent, _a, _b, _y, build) => [cotangent, build.negate(cotangent)],
})
