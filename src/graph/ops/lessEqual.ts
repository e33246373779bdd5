import { binary } from '../elementwise.js'

export const lessEqual = binary({
  name: 'lessEqual',
  documentation: 'True where a ≤ b.',
  type: 'bool',
  value: (a, b) => (a <= b ? 1 : 0),
})
