import { dimension, number, numbers, text } from '../../../graph/attribute.js'
import { type Dimension, equal, numberOf } from '../../../graph/dimension.js'
import type { Node } from '../../../graph/node.js'
import { lettersOf, parseSpec } from '../../../graph/spec.js'

/** An axis of one of the inputs of a node. */
export interface Source {
  /** Which input. */
  readonly input: number
  readonly axis: number
}

/** For each axis of a node, the axes of its inputs along which it runs. */
export type Sources = readonly (readonly Source[])[]

/** Where the axes of a node come from; none for axes that are made anew. */
export function axisSources(node: Node): Sources {
  switch (node.op) {
    case 'input':
    case 'variable':
    case 'constant':
      return node.shape.map(() => [])
    case 'sum':
    case 'max':
    case 'min':
    case 'any':
    case 'all':
      return reduced(node, numbers(node.attributes, 'axes'), node.attributes.keep === true)
    case 'argmax':
    case 'argmin':
      return reduced(node, [number(node.attributes, 'axis')], false)
    case 'transpose':
      return numbers(node.attributes, 'permutation').map((axis) => [{ input: 0, axis }])
    case 'reshape':
      return reshaped(node.inputs[0]?.shape ?? [], node.shape)
    case 'windows': {
      const place = number(node.attributes, 'axis')
      return node.shape.map((_, axis) => [{ input: 0, axis: axis <= place ? axis : axis - 1 }])
    }
    case 'concatenate':
      return node.shape.map((_, axis) => node.inputs.map((_input, input) => ({ input, axis })))
    case 'gather':
      return gathered(node)
    case 'scatterAdd':
      return scattered(node)
    case 'scatterUpdate':
      return node.shape.map((_, axis) =>
        axis === 0
          ? [{ input: 0, axis }]
          : [
              { input: 0, axis },
              { input: 2, axis },
            ],
      )
    case 'contract':
      return contracted(node)
    case 'call':
      return node.shape.map((_, axis) => [{ input: 0, axis }])
    case 'solveLower':
      return node.shape.map((_, axis) => [{ input: 1, axis }])
    default:
      return aligned(node)
  }
}

/** The axes of the inputs over which a node sums, with those that belong together. */
export function summedAxes(node: Node): readonly (readonly Source[])[] {
  if (node.op === 'contract') {
    const { left, right, summed } = parseSpec(text(node.attributes, 'spec'))
    return summed.map((letter) => [...placesOf(letter, left, 0), ...placesOf(letter, right, 1)])
  }
  if (node.op === 'sum' || node.op === 'max' || node.op === 'min')
    return numbers(node.attributes, 'axes').map((axis) => [{ input: 0, axis }])
  if (node.op === 'argmax' || node.op === 'argmin')
    return [[{ input: 0, axis: number(node.attributes, 'axis') }]]
  return []
}

/** Entry by entry: trailing axes belong together, axes of size 1 repeat. */
function aligned(node: Node): Sources {
  const rank = node.shape.length
  return node.shape.map((size, place) =>
    node.inputs.flatMap(({ shape }, input) => {
      const axis = place - (rank - shape.length)
      const own = shape[axis]
      return own === undefined || (own === 1 && size !== 1) ? [] : [{ input, axis }]
    }),
  )
}

function reduced(node: Node, axes: readonly number[], keep: boolean): Sources {
  const all = (node.inputs[0]?.shape ?? []).map((_, axis) => axis)
  if (keep) return all.map((axis) => (axes.includes(axis) ? [] : [{ input: 0, axis }]))
  return all.filter((axis) => !axes.includes(axis)).map((axis) => [{ input: 0, axis }])
}

/** Runs of axes with the same number of entries belong together. */
function reshaped(from: readonly Dimension[], to: readonly Dimension[]): Sources {
  const [a, b] = [withoutOnes(from), withoutOnes(to)]
  const result: Source[][] = to.map(() => [])
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    const [starts, ends] = [[a[i++] ?? 0], [b[j++] ?? 0]]
    for (;;) {
      const [left, right] = [count(from, starts), count(to, ends)]
      if (left === right || sameAxis(from, starts, to, ends)) break
      const more = left === undefined || right === undefined
      if ((more || left < right) && i < a.length) starts.push(a[i++] ?? 0)
      else if ((more || left > right) && j < b.length) ends.push(b[j++] ?? 0)
      else break
    }
    for (const end of ends) result[end]?.push(...starts.map((axis) => ({ input: 0, axis })))
  }
  return result
}

const withoutOnes = (shape: readonly Dimension[]): number[] =>
  shape.flatMap((size, axis) => (size === 1 ? [] : [axis]))

function count(shape: readonly Dimension[], axes: readonly number[]): number | undefined {
  let product = 1
  for (const axis of axes) {
    const size = numberOf(shape[axis] ?? 1)
    if (size === undefined) return undefined
    product *= size
  }
  return product
}

function sameAxis(
  from: readonly Dimension[],
  starts: readonly number[],
  to: readonly Dimension[],
  ends: readonly number[],
): boolean {
  return starts.length === 1 && ends.length === 1 && equal(from[starts[0] ?? 0] ?? 1, to[ends[0] ?? 0] ?? 1)
}

function gathered(node: Node): Sources {
  const [axis, batch] = [number(node.attributes, 'axis'), number(node.attributes, 'batch')]
  const indexAxes = (node.inputs[1]?.shape.length ?? 0) - batch
  return node.shape.map((_, place) => {
    const both: Source[] = place < batch ? [{ input: 1, axis: place }] : []
    if (place < axis) return [{ input: 0, axis: place }, ...both]
    if (place < axis + indexAxes) return [{ input: 1, axis: place - axis + batch }]
    return [{ input: 0, axis: place - indexAxes + 1 }]
  })
}

function scattered(node: Node): Sources {
  const [axis, batch] = [number(node.attributes, 'axis'), number(node.attributes, 'batch')]
  const indexAxes = (node.inputs[0]?.shape.length ?? 0) - batch
  return node.shape.map((_, place) => {
    if (place === axis && dimension(node.attributes, 'size') !== undefined) return []
    return [{ input: 1, axis: place < axis ? place : place + indexAxes - 1 }]
  })
}

function contracted(node: Node): Sources {
  const { left, right, result } = parseSpec(text(node.attributes, 'spec'))
  return result.map((axis) =>
    lettersOf(axis).flatMap((letter) => [...placesOf(letter, left, 0), ...placesOf(letter, right, 1)]),
  )
}

type Axes = ReturnType<typeof parseSpec>['left']

const placesOf = (letter: string, axes: Axes, input: number): Source[] =>
  axes.flatMap((axis, place) => (lettersOf(axis).includes(letter) ? [{ input, axis: place }] : []))
