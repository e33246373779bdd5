import type * as build from './build.js'
import type { Dimension } from './dimension.js'
import type { Attribute, ElementType, Node } from './node.js'

export type Build = typeof build

export type Attributes = Readonly<Record<string, Attribute>>

/** What is known of a tensor before it has values. Every `Node` is one. */
export interface Typed {
  readonly shape: readonly Dimension[]
  readonly type: ElementType
}

/** Values in row-major order; truth values are 0 and 1. */
export interface Tensor {
  readonly data: Float64Array
  readonly shape: readonly number[]
}

/** A tensor op: everything that all engines, the compiler and the documentation need of it. */
export interface Op {
  readonly name: string
  readonly documentation: string
  /** Entry by entry, with broadcasting. */
  readonly elementwise?: boolean
  /** Shape and type of the result. Throws an `SslError` where the inputs do not fit. */
  readonly shape: (inputs: readonly Typed[], attributes: Attributes) => Typed
  /** The cotangent of each input; undefined for one through which no gradient flows. */
  readonly gradient: (node: Node, cotangent: Node, build: Build) => readonly (Node | undefined)[]
  /** The meaning, in float64. Must not change its inputs, may return the array of one. */
  readonly reference: (
    inputs: readonly Tensor[],
    attributes: Attributes,
    shape: readonly number[],
  ) => Float64Array
}
