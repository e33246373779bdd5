import type { DrawKey } from '../plain/key.js'
import type { Nested, TensorLike } from '../tensor/value.js'

/** What a plain call gives for a result that is R in a graph. */
export type Plain<R> = R extends { readonly op: string }
  ? PlainTensor
  : { readonly [K in keyof R]: PlainTensor }

/** A number, or nested arrays of numbers or truth values. */
export type PlainTensor = Nested

/** A value, and its derivatives by the names of arguments. */
export type Gradient = { readonly value: number } & Readonly<Record<string, Nested>>

/** A model with weights of its own, callable on plain arrays. */
export interface Initialised<R> {
  (...data: (Nested | DrawKey)[]): Plain<R>
  /** Values by path, e.g. `linear1.W`, as nested arrays. May be changed. */
  readonly parameters: Record<string, Nested>
}

/**
 * A definition with its configuration. On tensors, while a graph is built, a part of it; on plain
 * arrays it is computed at once (draws need a key as the last argument), to a `P`.
 */
export interface Recipe<R, P = Plain<R>> {
  (...data: (Nested | DrawKey)[]): P
  (...data: TensorLike[]): R
  /** The value, and its derivative by each argument under the argument's name. */
  gradient(...data: (Nested | DrawKey)[]): Gradient
  /** The same calls, computed by another engine: `on('onnx')(u, v)`. */
  on(engine: string): {
    (...data: (Nested | DrawKey)[]): Promise<P>
    gradient(...data: (Nested | DrawKey)[]): Promise<Gradient>
  }
  /** Makes the parameters for inputs of these shapes. */
  init(shapes: Readonly<Record<string, readonly number[]>>, key: { readonly seed: number }): Initialised<R>
}
