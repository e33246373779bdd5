import type { Dimension } from './dimension.js'
import type { OpName } from './ops/index.js'

/** `f32` values, whole numbers, truth values. Engines compute all three in float32 where that is exact. */
export type ElementType = 'f32' | 'int' | 'bool'

export type Attribute =
  | number
  | string
  | boolean
  | Dimension
  | readonly Attribute[]
  | { readonly [name: string]: Attribute }

/** Where a node came from: a place in a `.ssl` file, and the definitions around it, innermost last. */
export interface Origin {
  readonly file: string
  readonly start: number
  readonly end: number
}

/** One tensor of the graph: an op applied to other tensors. Immutable. */
export interface Node {
  readonly op: OpName
  readonly inputs: readonly Node[]
  readonly attributes: Readonly<Record<string, Attribute>>
  readonly shape: readonly Dimension[]
  readonly type: ElementType
  /** Values of a `constant`; length 1 where all entries are equal. */
  readonly data?: Float64Array
  readonly origin?: Origin | undefined
}
