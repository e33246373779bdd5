import { unary } from '../elementwise.js'

export const truncate = unary({
  name: 'truncate',
  documentation: 'The whole number left when the fraction is dropped, an `int`. No gradient.',
  type: 'int',
  value: (x) => Math.trunc(x) + 0,
})
