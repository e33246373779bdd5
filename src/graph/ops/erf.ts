import { unary } from '../elementwise.js'
import { errorFunction } from '../error-function.js'

export const erf = unary({
  name: 'erf',
  documentation: 'Error function.',
  type: 'f32',
  value: errorFunction,
  gradient: (cotangent, x, _y, build) => {
    const bell = build.exp(build.negate(build.multiply(x, x)))
    return build.multiply(cotangent, build.multiply(bell, build.fill(2 / Math.sqrt(Math.PI))))
  },
})
