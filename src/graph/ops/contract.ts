import { dimensions, sizes, text } from '../attribute.js'
import { contractData } from '../contraction.js'
import { sizeOf } from '../dimension.js'
import type { Node } from '../node.js'
import type { Build, Op } from '../op.js'
import { at, refuse } from '../refuse.js'
import { type Axis, parseSpec, plainLetters, rangesOf, resultShape } from '../spec.js'

export const contract: Op = {
  name: 'contract',
  documentation:
    'Sums products of entries of two tensors: matrix products, convolutions and their gradients. Attributes: `spec`, e.g. `b[2i+1u][2j+1v]c,uvco->bijo`, axes of left, right and result; letters that the result lacks are summed; `[2i+1u+3]` is affine, in one of the three. `sizes` gives the ranges of letters that stand alone on no axis of left and right, `resultSizes` the sizes of affine axes of the result, whose entries nobody hits are 0.',
  shape: (inputs, attributes) => {
    const spec = parseSpec(text(attributes, 'spec'))
    const [left, right] = [at(inputs, 0), at(inputs, 1)]
    for (const { type } of [left, right]) {
      if (type !== 'f32') refuse('SSL3007', { op: 'contract', expected: 'f32', given: type })
    }
    const ranges = rangesOf(spec, left.shape, right.shape, sizes(attributes, 'sizes'))
    return { shape: resultShape(spec, ranges, dimensions(attributes, 'resultSizes')), type: 'f32' }
  },
  gradient: (node, cotangent, build) => {
    const [left, right] = [at(node.inputs, 0), at(node.inputs, 1)]
    const spec = parseSpec(text(node.attributes, 'spec'))
    const { texts } = spec
    return [
      exchange(
        build,
        node,
        `${texts.result},${texts.right}->${texts.left}`,
        cotangent,
        right,
        spec.left,
        left,
      ),
      exchange(
        build,
        node,
        `${texts.left},${texts.result}->${texts.right}`,
        left,
        cotangent,
        spec.right,
        right,
      ),
    ]
  },
  reference: (inputs, attributes, shape) => {
    const spec = parseSpec(text(attributes, 'spec'))
    const [left, right] = [at(inputs, 0), at(inputs, 1)]
    const ranges = rangesOf(spec, left.shape, right.shape, sizes(attributes, 'sizes'))
    const numbers = new Map([...ranges].map(([letter, range]) => [letter, sizeOf(range)]))
    return contractData(spec, left, right, numbers, shape)
  },
}

/** The contraction in which the result and one of the operands have changed places. */
function exchange(
  build: Build,
  node: Node,
  spec: string,
  left: Node,
  right: Node,
  axes: readonly Axis[],
  target: Node,
): Node {
  const own = parseSpec(text(node.attributes, 'spec'))
  const [a, b] = [at(node.inputs, 0), at(node.inputs, 1)]
  const ranges = rangesOf(own, a.shape, b.shape, sizes(node.attributes, 'sizes'))
  const next = parseSpec(spec)
  const known = plainLetters([...next.left, ...next.right])
  const open = [...ranges].filter(([letter]) => !known.has(letter))
  const resultSizes = axes.flatMap((axis, k) => (axis.is === 'affine' ? [at(target.shape, k)] : []))
  return build.contract(spec, left, right, { sizes: Object.fromEntries(open), resultSizes })
}
