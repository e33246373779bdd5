import type * as ast from '../grammar/ast.js'
import type { Axis, Input, TensorType, Type } from './types.js'

/** What callers know of a definition. */
export interface Signature {
  readonly name: string
  readonly role: ast.Role
  readonly configuration: readonly ConfigurationSignature[]
  readonly data: readonly DataSignature[]
  readonly batched: boolean
  /** In the definition's own names. */
  readonly result: Type
  readonly parameters: ReadonlyMap<string, TensorType>
  /** Uses the batch, draws or owns: then the callee must know which axis in front is the batch. */
  readonly text: string
}

export interface ConfigurationSignature {
  readonly name: string
  readonly required: boolean
  readonly type: Type
  /** The dimension variables of the axes of a list or tensor. */
  readonly axes: readonly (string | undefined)[]
  readonly text: string
}

export interface DataSignature extends Input {
  readonly axes: readonly Axis[]
}
