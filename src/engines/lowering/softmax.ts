import * as build from '../../graph/build.js'
import { callOf } from '../../graph/call.js'
import type { Node } from '../../graph/node.js'
import type { Lower } from './lower.js'
import type { Value } from './value.js'

type Lowering = (node: Node, lower: Lower) => Value

const rowSum = (x: Node): Node => build.sum(x, [x.shape.length - 1], true)

/** c − softmax · Σ c */
export const lowerLogSoftmaxGradient: Lowering = (node, lower) => {
  const [, y, c] = callOf(node).arguments as [Node, Node, Node]
  return lower.value(build.subtract(c, build.multiply(build.exp(y), rowSum(c))))
}

/** y · (c − Σ c y) */
export const lowerSoftmaxGradient: Lowering = (node, lower) => {
  const [, y, c] = callOf(node).arguments as [Node, Node, Node]
  return lower.value(build.multiply(y, build.subtract(c, rowSum(build.multiply(c, y)))))
}
