import { binary } from '../elementwise.js'

export const equal = binary({
  name: 'equal',
  documentation: 'True where a = b.',
  type: 'bool',
  value: (a, b) => (a === b ? 1 : 0),
})
