import type { Attribute, Node, Origin } from './node.js'
import { type OpName, ops } from './ops/index.js'
import { currentOrigin } from './origin.js'

interface Extras {
  /** Values of a constant. */
  readonly data?: Float64Array
  /** Where the node comes from; the current origin without it. */
  readonly origin?: Origin | undefined
}

/**
 * A node whose shape and type follow from its op. Throws an `SslError` where the inputs do not fit.
 * The functions of `build.ts` also convert element types, so that the operands of one op agree.
 */
export function makeNode(
  op: OpName,
  inputs: readonly Node[],
  attributes: Readonly<Record<string, Attribute>> = {},
  extras: Extras = {},
): Node {
  const { shape, type } = ops[op].shape(inputs, attributes)
  const origin = extras.origin ?? currentOrigin()
  return {
    op,
    inputs,
    attributes,
    shape,
    type,
    ...(extras.data && { data: extras.data }),
    ...(origin && { origin }),
  }
}
