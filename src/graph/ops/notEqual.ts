import { binary } from '../elementwise.js'

export const notEqual = binary({
  name: 'notEqual',
  documentation: 'True where a ≠ b.',
  type: 'bool',
  value: (a, b) => (a !== b ? 1 : 0),
})
