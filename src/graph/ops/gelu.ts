import { unary } from '../elementwise.js'
import { errorFunction } from '../error-function.js'

export const gelu = unary({
  name: 'gelu',
  documentation: 'x times the normal distribution function of x (Hendrycks and Gimpel 2016; the exact form).',
  type: 'f32',
  value: (x) => 0.5 * x * (1 + errorFunction(x / Math.SQRT2)),
  gradient: (cotangent, x, _y, build) => {
    const below = build.erf(build.multiply(x, build.fill(Math.SQRT1_2)))
    const share = build.multiply(build.add(below, build.fill(1)), build.fill(0.5))
    const bell = build.exp(build.multiply(build.multiply(x, x), build.fill(-0.5)))
    const density = build.multiply(bell, build.fill(1 / Math.sqrt(2 * Math.PI)))
    return build.multiply(cotangent, build.add(share, build.multiply(x, density)))
  },
})
