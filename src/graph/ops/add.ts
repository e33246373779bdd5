import { binary } from '../elementwise.js'

export const add = binary({
  name: 'add',
  documentation: 'a + b.',
  type: 'number',
  value: (a, b) => a + b,
  gradient: (cotangent) => [cotangent, cotangent],
})
