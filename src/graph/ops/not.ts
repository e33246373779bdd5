import { unary } from '../elementwise.js'

export const not = unary({
  name: 'not',
  documentation: 'True where x is false.',
  type: 'bool',
  value: (x) => (x === 0 ? 1 : 0),
})
