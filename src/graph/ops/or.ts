import { binary } from '../elementwise.js'

export const or = binary({
  name: 'or',
  documentation: 'True where one or both are true.',
  type: 'bool',
  value: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
})
