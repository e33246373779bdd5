import type { Maker } from './maker.js'
import { at, identity, product, reshape, sameList } from './value.js'

/** A tensor in the course of a contraction: its axes have letters (`#0`, `#1` for affine ones). */
export interface Lettered {
  readonly name: string
  readonly letters: readonly string[]
  readonly sizes: readonly number[]
}

export const sizeIn = (tensor: Lettered, letter: string): number =>
  tensor.sizes[tensor.letters.indexOf(letter)] ?? 1

export const sizesIn = (tensor: Lettered, letters: readonly string[]): number =>
  product(letters.map((letter) => sizeIn(tensor, letter)))

/** The letters of `tensor` for which `test` holds, as they lie. */
export const lettersWhere = (tensor: Lettered, test: (letter: string) => boolean): string[] =>
  tensor.letters.filter(test)

/** Axes in another order; letters that the tensor lacks become axes of size 1. */
export function permuted(model: Maker, tensor: Lettered, letters: readonly string[]): Lettered {
  const sizes = letters.map((letter) => sizeIn(tensor, letter))
  const result = { letters, sizes }
  const long = (list: readonly string[]) => list.filter((letter) => sizeIn(tensor, letter) !== 1)
  if (sameList(long(tensor.letters), long(letters))) {
    return { ...result, name: reshape(model, tensor.name, tensor.sizes, sizes) }
  }
  const own = letters.filter((letter) => tensor.letters.includes(letter))
  const perm = own.map((letter) => tensor.letters.indexOf(letter))
  const moved = model.transpose(tensor.name, perm)
  const from = own.map((letter) => sizeIn(tensor, letter))
  return { ...result, name: reshape(model, moved, from, sizes) }
}

/** The name of the tensor with runs of axes made one each. `groups` cover the axes as they lie. */
export function grouped(model: Maker, tensor: Lettered, groups: readonly (readonly string[])[]): string {
  const ordered = permuted(model, tensor, groups.flat())
  const shape = groups.map((group) => sizesIn(tensor, group))
  return reshape(model, ordered.name, ordered.sizes, shape)
}

/** Sums letters away. */
export function summed(model: Maker, tensor: Lettered, letters: readonly string[]): Lettered {
  const axes = letters.map((letter) => tensor.letters.indexOf(letter)).filter((axis) => axis >= 0)
  if (axes.length === 0) return tensor
  const kept = identity(tensor.letters.length).filter((axis) => !axes.includes(axis))
  const result = {
    letters: kept.map((axis) => at(tensor.letters, axis)),
    sizes: kept.map((axis) => at(tensor.sizes, axis)),
  }
  return { ...result, name: model.sum(tensor.name, tensor.sizes, axes) }
}

/** Entries start, start + step, … of the axis of one letter. */
export function cut(
  model: Maker,
  tensor: Lettered,
  letter: string,
  { start, count, step = 1 }: { readonly start: number; readonly count: number; readonly step?: number },
): Lettered {
  const axis = tensor.letters.indexOf(letter)
  if (start === 0 && step === 1 && count === at(tensor.sizes, axis)) return tensor
  const name = model.slice(tensor.name, [{ axis, start, count, step }])
  return { name, letters: tensor.letters, sizes: tensor.sizes.map((size, k) => (k === axis ? count : size)) }
}

export const renamed = (tensor: Lettered, from: string, to: string): Lettered => ({
  ...tensor,
  letters: tensor.letters.map((letter) => (letter === from ? to : letter)),
})

/** Zeros before and after the axis of one letter. */
export function padded(
  model: Maker,
  tensor: Lettered,
  letter: string,
  before: number,
  after: number,
): Lettered {
  if (before === 0 && after === 0) return tensor
  const axis = tensor.letters.indexOf(letter)
  const margins = (own: number) => tensor.sizes.map((_, k) => (k === axis ? own : 0))
  return {
    name: model.pad(tensor.name, margins(before), margins(after)),
    letters: tensor.letters,
    sizes: tensor.sizes.map((size, k) => (k === axis ? size + before + after : size)),
  }
}

/** Zeros between the entries of one letter's axis: n becomes factor · (n − 1) + 1. */
export function spreadOut(model: Maker, tensor: Lettered, letter: string, factor: number): Lettered {
  const size = sizeIn(tensor, letter)
  if (factor === 1 || size < 2) return tensor
  const axis = tensor.letters.indexOf(letter)
  const [front, back] = [tensor.sizes.slice(0, axis), tensor.sizes.slice(axis + 1)]
  const inner: Lettered = {
    name: reshape(model, tensor.name, tensor.sizes, [...front, size, 1, ...back]),
    letters: [...tensor.letters.slice(0, axis + 1), '', ...tensor.letters.slice(axis + 1)],
    sizes: [...front, size, 1, ...back],
  }
  const wide = padded(model, inner, '', 0, factor - 1)
  const sizes = [...front, size * factor, ...back]
  const name = reshape(model, wide.name, wide.sizes, sizes)
  return cut(model, { name, letters: tensor.letters, sizes }, letter, {
    start: 0,
    count: factor * (size - 1) + 1,
  })
}
