import { binary } from '../elementwise.js'

export const multiply = binary({
  name: 'multiply',
  documentation: 'a · b, entry by entry.',
  type: 'number',
  value: (a, b) => a * b,
  gradient: (cotangent, a, b, _y, build) => [build.multiply(cotangent, b), build.multiply(cotangent, a)],
})
