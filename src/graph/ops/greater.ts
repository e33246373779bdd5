import { binary } from '../elementwise.js'

export const greater = binary({
  name: 'greater',
  documentation: 'True where a > b.',
  type: 'bool',
  value: (a, b) => (a > b ? 1 : 0),
})
