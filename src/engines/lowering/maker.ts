import type { ElementType } from '../../graph/node.js'

/** Entries start, start + step, … of one axis; a negative step runs backwards. */
export interface Range {
  readonly axis: number
  readonly start: number
  readonly count: number
  readonly step?: number
}

/**
 * What the model of every engine can make of tensors, which it knows by name: enough for products of any kind
 * and for all that only moves entries. Equal calls give the same name.
 */
export interface Maker {
  constant(type: ElementType, values: ArrayLike<number>, shape: readonly number[]): string
  reshape(name: string, shape: readonly number[]): string
  transpose(name: string, permutation: readonly number[]): string
  /** Repeats axes of size 1 and adds axes in front. */
  expand(name: string, shape: readonly number[]): string
  slice(name: string, ranges: readonly Range[]): string
  /** Zeros before and after the entries of every axis. */
  pad(name: string, before: readonly number[], after: readonly number[]): string
  /** The axis becomes those of an index with these places. */
  gather(name: string, axis: number, places: readonly number[], shape: readonly number[]): string
  concatenate(names: readonly string[], axis: number): string
  add(a: string, b: string): string
  multiply(a: string, b: string): string
  /** Products of the last two axes; those of `a`, `b` or both are turned, where they have three. */
  matmul(a: string, b: string, turned: { readonly a: boolean; readonly b: boolean }): string
  /** The sum over some axes, which go, of a tensor with these sizes. */
  sum(name: string, sizes: readonly number[], axes: readonly number[]): string
}
