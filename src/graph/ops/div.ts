import { binary } from '../elementwise.js'

export const div = binary({
  name: 'div',
  documentation: 'The quotient rounded down. No gradient.',
  type: 'number',
  value: (a, b) => Math.floor(a / b),
})
