import { binary } from '../elementwise.js'
import type { Node } from '../node.js'
import type { Build } from '../op.js'

export const power = binary({
  name: 'power',
  documentation: 'a to the power b. The derivative for b is taken as 0 where a is not positive.',
  type: 'f32',
  value: (a, b) => a ** b,
  gradient: (cotangent, a, b, y, build) => [
    build.multiply(cotangent, slope(a, b, build)),
    build.multiply(cotangent, build.multiply(y, logarithm(a, build))),
  ],
})

/** b · a^(b − 1), and 0 for b = 0 also at a = 0. */
function slope(a: Node, b: Node, build: Build): Node {
  const exponent = b.op === 'constant' && b.data?.length === 1 ? b.data[0] : undefined
  if (exponent === 1) return build.fill(1)
  if (exponent === 2) return build.multiply(a, build.fill(2))
  const zero = build.equal(b, build.fill(0))
  const less = build.where(zero, build.fill(0), build.subtract(b, build.fill(1)))
  return build.multiply(b, build.power(a, less))
}

function logarithm(a: Node, build: Build): Node {
  return build.log(build.where(build.greater(a, build.fill(0)), a, build.fill(1)))
}
