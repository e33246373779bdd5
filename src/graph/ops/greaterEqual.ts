import { binary } from '../elementwise.js'

export const greaterEqual = binary({
  name: 'greaterEqual',
  documentation: 'True where a ≥ b.',
  type: 'bool',
  value: (a, b) => (a >= b ? 1 : 0),
})
