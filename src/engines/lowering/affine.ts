import { dimensions } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import type { Axis } from '../../graph/spec.js'
import type { Lettered } from './lettered.js'
import type { Lower } from './lower.js'
import { at, type Value } from './value.js'

/** An axis Σ coefficient · letter + offset of a contraction; `name` is the letter of the whole axis. */
export interface AffineAxis {
  readonly name: string
  readonly terms: readonly { readonly letter: string; readonly coefficient: number }[]
  readonly offset: number
}

/** An affine axis of a result, with its size. */
export interface TargetAxis extends AffineAxis {
  readonly size: number
}

export interface Convolution {
  /** The affine axes: one letter of the result (the position), one summed letter of `other` (the tap). */
  readonly spatial: readonly AffineAxis[]
  readonly ranges: ReadonlyMap<string, number>
  readonly result: readonly string[]
  readonly other: Lettered
  /** Letters of the image as its node has them. */
  readonly order: readonly string[]
}

/** The node that the image comes from. */
export interface Source {
  readonly node: Node
  readonly axes: readonly Axis[]
  readonly read: (value: Value) => Lettered
}

type Term = AffineAxis['terms'][number]

const missing: Term = { letter: '', coefficient: 1 }

/** The term whose letter the result keeps. */
export const positionOf = ({ terms }: AffineAxis, result: readonly string[]): Term =>
  terms.find(({ letter }) => result.includes(letter)) ?? missing

/** The term whose letter is summed. */
export const tapOf = ({ terms }: AffineAxis, result: readonly string[]): Term =>
  terms.find(({ letter }) => !result.includes(letter)) ?? missing

/** The image of a source, and the zeros in front of its affine axes by axis name, where it is a `pad`. */
export function unpadded(
  lower: Lower,
  source: Source,
): { image: Lettered; margin: (name: string) => number } {
  const { node, axes, read } = source
  const margins = marginsOf(source)
  const image = read(lower.value(margins ? at(node.inputs, 0) : node))
  return { image, margin: (name) => margins?.[axes.findIndex((_, k) => `#${k}` === name)] ?? 0 }
}

/** Zeros in front of each axis, where the image is a `pad` along affine axes only. */
function marginsOf({ node, axes }: Source): readonly number[] | undefined {
  if (node.op !== 'pad') return undefined
  const before = dimensions(node.attributes, 'before').map(sizeOf)
  const after = dimensions(node.attributes, 'after').map(sizeOf)
  const plain = axes.some((axis, k) => axis.is === 'plain' && (before[k] !== 0 || after[k] !== 0))
  return plain ? undefined : before
}
