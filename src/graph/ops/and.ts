import { binary } from '../elementwise.js'

export const and = binary({
  name: 'and',
  documentation: 'True where both are true.',
  type: 'bool',
  value: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
})
