import { dimensions, sizes, text } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { type Axis, type ContractSpec, lettersOf, parseSpec, rangesOf } from '../../graph/spec.js'
import { type AffineAxis, type Convolution, positionOf, type Source, tapOf } from './affine.js'
import { convolve } from './convolution.js'
import type { Crop } from './crop.js'
import { filterGradient } from './filter-gradient.js'
import { inputGradient } from './input-gradient.js'
import { type Lettered, permuted } from './lettered.js'
import type { Lower, Lowering } from './lower.js'
import { plainProduct } from './matrix-product.js'
import { emit, integers, type Model } from './model.js'
import { fold, unfold } from './unfold.js'
import { at, product, type Value } from './value.js'

/** Products: matrix products, and where axes are affine convolutions and their gradients. */
export const lowerContract: Lowering = (node, lower) => contractCropped(node, lower, [])

/** The contraction `node`, of whose affine result axes only the given ranges are needed (all without). */
export function contractCropped(node: Node, lower: Lower, crops: readonly Crop[]): Value {
  const problem = problemOf(node)
  const { spec, ranges } = problem
  const result = spec.result.some((axis) => axis.is === 'affine')
    ? scattered(node, lower, problem, crops)
    : gathered(node, lower, problem)
  const names = spec.result.map(letterOf)
  const full = complete(lower.model, result, names, ranges)
  const order = full.letters.map((letter) => names.indexOf(letter))
  return { name: full.name, shape: full.sizes, order, type: 'f32' }
}

/** Repeats the tensor along letters that it lacks. */
function complete(
  model: Model,
  tensor: Lettered,
  letters: readonly string[],
  ranges: ReadonlyMap<string, number>,
): Lettered {
  const missing = letters.filter((letter) => !tensor.letters.includes(letter))
  if (missing.length === 0) return tensor
  const wide = permuted(model, tensor, [...missing, ...tensor.letters])
  const sizes = [...missing.map((letter) => ranges.get(letter) ?? 1), ...tensor.sizes]
  return { ...wide, sizes, name: emit(model, 'Expand', [wide.name, integers(model, sizes)]) }
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
function gathered(node: Node, lower: Lower, { spec, ranges }: Problem): Lettered {
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
  if (spatial.length > 3) {
    return plainProduct(lower.model, unfold(lower.model, image ?? whole(), spatial, ranges), other, result)
  }
  return small ? filterGradient(lower, image, source, problem) : convolve(lower, image, source, problem)
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
function scattered(node: Node, lower: Lower, { spec, ranges }: Problem, crops: readonly Crop[]): Lettered {
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
