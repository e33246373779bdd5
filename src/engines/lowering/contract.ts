import { dimensions, sizes, text } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { type Axis, type ContractSpec, lettersOf, parseSpec, rangesOf } from '../../graph/spec.js'
import {
  type AffineAxis,
  type Convolution,
  positionOf,
  type Source,
  type TargetAxis,
  tapOf,
} from './affine.js'
import { type Crop, isCropped } from './crop.js'
import { type Lettered, permuted } from './lettered.js'
import type { Lower } from './lower.js'
import type { Maker } from './maker.js'
import { plainProduct } from './matrix-product.js'
import { fold, unfold } from './unfold.js'
import { at, product, type Value } from './value.js'

/** The input gradient of a convolution as it is asked for. */
export interface Transposed {
  readonly targets: readonly TargetAxis[]
  readonly ranges: ReadonlyMap<string, number>
  /** Letters of the result, affine axes by name. */
  readonly names: readonly string[]
}

/** How an engine convolves. What it leaves undefined becomes a plain product of unfolded tensors. */
export interface Convolutions<L extends Lower> {
  /** `image` is given where it was made from the source already, as when some of its axes were unfolded. */
  readonly forward: (
    lower: L,
    image: Lettered | undefined,
    source: Source,
    problem: Convolution,
  ) => Lettered | undefined
  /** Few positions and many taps. */
  readonly filterGradient: Convolutions<L>['forward']
  /** Undefined also where `image` and `filters` have not these roles. */
  readonly inputGradient: (
    lower: L,
    image: Lettered,
    filters: Lettered,
    problem: Transposed,
  ) => Lettered | undefined
}

/**
 * Products: matrix products, and where axes are affine convolutions and their gradients. Of affine axes of the
 * result only the given ranges are made (all without).
 */
export function contraction<L extends Lower>(
  node: Node,
  lower: L,
  convolutions: Convolutions<L>,
  crops: readonly Crop[] = [],
): Value {
  const problem = problemOf(node)
  const { spec, ranges } = problem
  const result = spec.result.some((axis) => axis.is === 'affine')
    ? scattered(node, lower, problem, convolutions, crops)
    : gathered(node, lower, problem, convolutions)
  const names = spec.result.map(letterOf)
  const full = complete(lower.model, result, names, ranges)
  const order = full.letters.map((letter) => names.indexOf(letter))
  return { name: full.name, shape: full.sizes, order, type: 'f32' }
}

/** A slice of a contraction that makes no more than what is left; undefined for any other slice. */
export function croppedContraction<L extends Lower>(
  node: Node,
  lower: L,
  convolutions: Convolutions<L>,
): Value | undefined {
  const source = at(node.inputs, 0)
  if (source.op !== 'contract' || !isCropped(source, lower)) return undefined
  const { result } = parseSpec(text(source.attributes, 'spec'))
  const starts = dimensions(node.attributes, 'starts').map(sizeOf)
  const counts = dimensions(node.attributes, 'sizes').map(sizeOf)
  const crops = result.flatMap((axis, k) =>
    axis.is === 'affine' ? [{ start: at(starts, k), size: at(counts, k) }] : [],
  )
  return contraction(source, lower, convolutions, crops)
}

/** Repeats the tensor along letters that it lacks. */
function complete(
  model: Maker,
  tensor: Lettered,
  letters: readonly string[],
  ranges: ReadonlyMap<string, number>,
): Lettered {
  const missing = letters.filter((letter) => !tensor.letters.includes(letter))
  if (missing.length === 0) return tensor
  const wide = permuted(model, tensor, [...missing, ...tensor.letters])
  const sizes = [...missing.map((letter) => ranges.get(letter) ?? 1), ...tensor.sizes]
  return { ...wide, sizes, name: model.expand(wide.name, sizes) }
}

interface Problem {
  readonly spec: ContractSpec
  readonly ranges: ReadonlyMap<string, number>
}

function problemOf(node: Node): Problem {
  const spec = parseSpec(text(node.attributes, 'spec'))
  const [left, right] = [at(node.inputs, 0), at(node.inputs, 1)]
  const ranges = rangesOf(spec, left.shape, right.shape, sizes(node.attributes, 'sizes'))
  return { spec, ranges: new Map([...ranges].map(([letter, size]) => [letter, sizeOf(size)])) }
}

const letterOf = (axis: Axis, place: number): string => (axis.is === 'plain' ? axis.letter : `#${place}`)

/** An operand as it lies. */
function lettered(value: Value, axes: readonly Axis[]): Lettered {
  const letters = value.order.map((axis) => letterOf(at(axes, axis), axis))
  return { name: value.name, letters, sizes: value.shape }
}

const affineAxes = (axes: readonly Axis[]): AffineAxis[] =>
  axes.flatMap((axis, k) =>
    axis.is === 'affine' ? [{ name: `#${k}`, terms: axis.terms, offset: axis.offset }] : [],
  )

/** Affine axes in an operand or in none: a forward convolution, a filter gradient, a matrix product. */
function gathered<L extends Lower>(
  node: Node,
  lower: L,
  { spec, ranges }: Problem,
  convolutions: Convolutions<L>,
): Lettered {
  const swap = spec.right.some((axis) => axis.is === 'affine')
  const [imageNode, otherNode] = swap
    ? [at(node.inputs, 1), at(node.inputs, 0)]
    : [at(node.inputs, 0), at(node.inputs, 1)]
  const [imageAxes, otherAxes] = swap ? [spec.right, spec.left] : [spec.left, spec.right]
  const other = lettered(lower.value(otherNode), otherAxes)
  const result = spec.result.flatMap(lettersOf)
  const affine = affineAxes(imageAxes)
  const whole = () => lettered(lower.value(imageNode), imageAxes)
  if (affine.length === 0) return plainProduct(lower.model, whole(), other, result)

  const spatial = affine.filter((axis) => isSpatial(axis, other.letters, result))
  const position = (axis: AffineAxis) => ranges.get(positionOf(axis, result).letter) ?? 1
  const tap = (axis: AffineAxis) => ranges.get(tapOf(axis, result).letter) ?? 1
  const rest = affine.filter((axis) => !spatial.includes(axis))
  const small = product(spatial.map(position)) < product(spatial.map(tap))
  const problem: Convolution = { spatial, ranges, result, other, order: imageAxes.map(letterOf) }
  const source: Source = { node: imageNode, axes: imageAxes, read: (value) => lettered(value, imageAxes) }
  const image = rest.length > 0 ? unfold(lower.model, whole(), rest, ranges) : undefined
  if (spatial.length === 0) return plainProduct(lower.model, image ?? whole(), other, result)
  const unfolded = () => unfold(lower.model, image ?? whole(), spatial, ranges)
  const convolve = small ? convolutions.filterGradient : convolutions.forward
  return (
    (spatial.length <= 3 ? convolve(lower, image, source, problem) : undefined) ??
    plainProduct(lower.model, unfolded(), other, result)
  )
}

/** One letter of the result that only the image has, one summed letter of the other operand. */
function isSpatial({ terms }: AffineAxis, other: readonly string[], result: readonly string[]): boolean {
  const kept = terms.filter(({ letter }) => result.includes(letter))
  return (
    terms.length === 2 &&
    kept.length === 1 &&
    terms.every(
      ({ letter, coefficient }) => coefficient > 0 && other.includes(letter) !== result.includes(letter),
    )
  )
}

/** Affine axes in the result: the input gradient of a convolution, or any other scattered sum. */
function scattered<L extends Lower>(
  node: Node,
  lower: L,
  { spec, ranges }: Problem,
  { inputGradient }: Convolutions<L>,
  crops: readonly Crop[],
): Lettered {
  const left = lettered(lower.value(at(node.inputs, 0)), spec.left)
  const right = lettered(lower.value(at(node.inputs, 1)), spec.right)
  const affine = affineAxes(spec.result)
  const given = dimensions(node.attributes, 'resultSizes').map(sizeOf)
  const targets = affine.map((axis, k) => ({
    ...axis,
    size: crops[k]?.size ?? at(given, k),
    offset: axis.offset - (crops[k]?.start ?? 0),
  }))
  const names = spec.result.map(letterOf)
  const transposed =
    inputGradient(lower, left, right, { targets, ranges, names }) ??
    inputGradient(lower, right, left, { targets, ranges, names })
  if (transposed) return transposed
  const letters = spec.result.flatMap(lettersOf)
  const whole = complete(lower.model, plainProduct(lower.model, left, right, letters), letters, ranges)
  return fold(lower.model, whole, targets)
}
