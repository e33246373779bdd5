import type { AffineAxis, TargetAxis } from './affine.js'
import { cut, type Lettered, padded, permuted, sizeIn, spreadOut } from './lettered.js'
import type { Maker } from './maker.js'
import { at, product } from './value.js'

/** Affine axes as one axis per letter: entry (i, u) is a copy of entry s·i + d·u + c. Exact for all. */
export function unfold(
  model: Maker,
  tensor: Lettered,
  axes: readonly AffineAxis[],
  ranges: ReadonlyMap<string, number>,
): Lettered {
  return axes.reduce((inner, axis) => unfoldAxis(model, inner, axis, ranges), tensor)
}

function unfoldAxis(
  model: Maker,
  tensor: Lettered,
  { name, terms, offset }: AffineAxis,
  ranges: ReadonlyMap<string, number>,
): Lettered {
  const axis = tensor.letters.indexOf(name)
  const letters = terms.map(({ letter }) => letter)
  const sizes = letters.map((letter) => ranges.get(letter) ?? 1)
  const indices = terms.reduce(
    (inner, { letter, coefficient }) =>
      inner.flatMap((start) =>
        Array.from({ length: ranges.get(letter) ?? 1 }, (_, k) => start + coefficient * k),
      ),
    [offset],
  )
  const replace = <T>(list: readonly T[], items: readonly T[]) => [
    ...list.slice(0, axis),
    ...items,
    ...list.slice(axis + 1),
  ]
  return {
    name: model.gather(tensor.name, axis, indices, sizes),
    letters: replace(tensor.letters, letters),
    sizes: replace(tensor.sizes, sizes),
  }
}

/**
 * The transpose of unfolding: entry (i, u) is added to entry s·i + d·u + c of the target axis; entries
 * that fall outside (of a cropped target) are dropped. Exact for all.
 */
export function fold(model: Maker, tensor: Lettered, targets: readonly TargetAxis[]): Lettered {
  return targets.reduce((inner, target) => foldAxis(model, inner, target), tensor)
}

function foldAxis(model: Maker, tensor: Lettered, target: TargetAxis): Lettered {
  const sorted = [...target.terms].sort((a, b) => sizeIn(tensor, b.letter) - sizeIn(tensor, a.letter))
  const [carrier, ...others] = sorted
  if (!carrier) {
    const single = permuted(model, tensor, [...tensor.letters, target.name])
    return placed(model, single, target, target.offset)
  }
  const counts = others.map(({ letter }) => sizeIn(tensor, letter))
  const parts = Array.from({ length: product(counts) }, (_, k) => {
    let [rest, offset, inner] = [k, target.offset, tensor]
    for (const [n, { letter, coefficient }] of others.entries()) {
      const index = rest % at(counts, n)
      rest = (rest - index) / at(counts, n)
      offset += coefficient * index
      inner = cut(model, inner, letter, { start: index, count: 1 })
    }
    const kept = inner.letters.filter((letter) => !others.some((other) => other.letter === letter))
    return along(model, permuted(model, inner, kept), carrier, target, offset)
  })
  const [first, ...more] = parts
  const name = more.reduce((sum, part) => model.add(sum, part.name), at(parts, 0).name)
  return { ...(first as Lettered), name }
}

/** The entries of one letter, spread by its coefficient and put at `offset`. */
function along(
  model: Maker,
  tensor: Lettered,
  { letter, coefficient }: { readonly letter: string; readonly coefficient: number },
  target: TargetAxis,
  offset: number,
): Lettered {
  const size = sizeIn(tensor, letter)
  const forward =
    coefficient < 0 ? cut(model, tensor, letter, { start: size - 1, count: size, step: -1 }) : tensor
  const wide = spreadOut(model, forward, letter, Math.abs(coefficient))
  const letters = wide.letters.map((own) => (own === letter ? target.name : own))
  return placed(model, { ...wide, letters }, target, offset + Math.min(0, coefficient * (size - 1)))
}

/** Brings the axis to the size of the target, its first entry to `offset`. */
function placed(model: Maker, tensor: Lettered, { name, size }: TargetAxis, offset: number): Lettered {
  const own = sizeIn(tensor, name)
  const start = Math.max(0, -offset)
  const count = Math.min(own, size - offset) - start
  if (count <= 0) {
    const sizes = tensor.sizes.map((length, k) => (tensor.letters[k] === name ? size : length))
    return { ...tensor, sizes, name: model.expand(model.constant('f32', [0], []), sizes) }
  }
  const visible = cut(model, tensor, name, { start, count })
  const before = Math.max(0, offset)
  return padded(model, visible, name, before, size - before - count)
}
