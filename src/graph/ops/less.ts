import { binary } from '../elementwise.js'

export const less = binary({
  name: 'less',
  documentation: 'True where a < b.',
  type: 'bool',
  value: (a, b) => (a < b ? 1 : 0),
})
