import { broadcastShapes, unbroadcast } from './broadcast.js'
import { count } from './count.js'
import type { ElementType, Node } from './node.js'
import type { Build, Op } from './op.js'
import { at } from './refuse.js'
import { broadcastData } from './strides.js'

/** Type of a result: fixed, or `number`: whole for whole numbers and truth values, else `f32`. */
export type ResultType = ElementType | 'number'

export function resultType(type: ResultType, inputs: readonly { readonly type: ElementType }[]): ElementType {
  if (type !== 'number') return type
  return inputs.every((input) => input.type !== 'f32') ? 'int' : 'f32'
}

interface Unary {
  readonly name: string
  readonly documentation: string
  readonly type: ResultType
  readonly value: (x: number) => number
  /** Cotangent of the argument; absent where no gradient flows. */
  readonly gradient?: (cotangent: Node, x: Node, y: Node, build: Build) => Node
}

/** An op that maps each entry. */
export function unary({ name, documentation, type, value, gradient }: Unary): Op {
  return {
    name,
    documentation,
    elementwise: true,
    shape: (inputs) => ({ shape: at(inputs, 0).shape, type: resultType(type, inputs) }),
    gradient: (node, cotangent, build) => [gradient?.(cotangent, at(node.inputs, 0), node, build)],
    reference: (inputs) => at(inputs, 0).data.map(value),
  }
}

interface Binary {
  readonly name: string
  readonly documentation: string
  readonly type: ResultType
  readonly value: (a: number, b: number) => number
  /** Cotangents of both arguments, before the sum over repeated axes. */
  readonly gradient?: (
    cotangent: Node,
    a: Node,
    b: Node,
    y: Node,
    build: Build,
  ) => readonly [Node | undefined, Node | undefined]
}

/** An op that joins entries of two tensors, with broadcasting. */
export function binary({ name, documentation, type, value, gradient }: Binary): Op {
  return {
    name,
    documentation,
    elementwise: true,
    shape: (inputs) => ({
      shape: broadcastShapes(
        name,
        inputs.map((input) => input.shape),
      ),
      type: resultType(type, inputs),
    }),
    gradient: (node, cotangent, build) => {
      const [a, b] = [at(node.inputs, 0), at(node.inputs, 1)]
      const parts = gradient?.(cotangent, a, b, node, build) ?? []
      return [a, b].map((input, k) =>
        parts[k] && input.type === 'f32' ? unbroadcast(build, parts[k], input) : undefined,
      )
    },
    reference: (inputs, _, shape) => {
      const left = broadcastData(at(inputs, 0), shape)
      const right = broadcastData(at(inputs, 1), shape)
      const result = new Float64Array(count(shape))
      for (let k = 0; k < result.length; k++) result[k] = value(left[k] as number, right[k] as number)
      return result
    },
  }
}
