import { binary } from '../elementwise.js'

export const mod = binary({
  name: 'mod',
  documentation: 'The remainder a − b · (a div b); it has the sign of b.',
  type: 'number',
  value: (a, b) => a - b * Math.floor(a / b),
  gradient: (cotangent, a, b, _y, build) => [
    cotangent,
    build.negate(build.multiply(cotangent, build.div(a, b))),
  ],
})
