import type { AffineAxis } from '../lowering/affine.js'
import { at, product } from '../lowering/value.js'
import { constantOf, emit, type Model } from './model.js'

/*
 * A small map is unfolded, and its gradient folded, by a product with a matrix of zeros and ones: slices and
 * margins run on one thread and copy a few numbers at a time.
 */

/** Entries of a map and numbers in the matrix from which on other ways are faster. */
const [largestMap, largestMatrix] = [64, 40_000]

/** An affine axis of a map of which `size` entries are there. */
export interface MapAxis extends AffineAxis {
  readonly size: number
}

/** Whether the matrix is small enough to gain anything. */
export function isSelectable(axes: readonly MapAxis[], ranges: ReadonlyMap<string, number>): boolean {
  const copies = axes.flatMap(({ terms }) => terms.map(({ letter }) => ranges.get(letter) ?? 1))
  const entries = product(axes.map(({ size }) => size))
  return entries <= largestMap && product(copies) * entries <= largestMatrix
}

/** [entries of `letters`, entries of the axes]: 1 where the letters mean the entry. */
function selection(
  model: Model,
  axes: readonly MapAxis[],
  letters: readonly string[],
  ranges: ReadonlyMap<string, number>,
): string {
  const counts = letters.map((letter) => ranges.get(letter) ?? 1)
  const [rows, columns] = [product(counts), product(axes.map(({ size }) => size))]
  const matrix = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const index = new Map<string, number>()
    let rest = row
    for (let k = letters.length - 1; k >= 0; k--) {
      index.set(at(letters, k), rest % at(counts, k))
      rest = Math.floor(rest / at(counts, k))
    }
    const column = columnOf(axes, index)
    if (column !== undefined) matrix[row * columns + column] = 1
  }
  return constantOf(model, 'f32', matrix, [rows, columns])
}

/** The entry that the letters mean; undefined in the margins. */
function columnOf(axes: readonly MapAxis[], index: ReadonlyMap<string, number>): number | undefined {
  let column = 0
  for (const { terms, offset, size } of axes) {
    const place = terms.reduce(
      (sum, { letter, coefficient }) => sum + coefficient * (index.get(letter) ?? 0),
      offset,
    )
    if (place < 0 || place >= size) return undefined
    column = column * size + place
  }
  return column
}

/** A map [front, axes, channels] as [front, letters, channels]; the margins are zeros. */
export function unfoldMap(
  model: Model,
  name: string,
  axes: readonly MapAxis[],
  letters: readonly string[],
  ranges: ReadonlyMap<string, number>,
): string {
  return emit(model, 'MatMul', [selection(model, axes, letters, ranges), name])
}

/** [rows, letters] summed to a map [rows, axes]; what falls into the margins is dropped. */
export function foldMap(
  model: Model,
  name: string,
  axes: readonly MapAxis[],
  letters: readonly string[],
  ranges: ReadonlyMap<string, number>,
): string {
  return emit(model, 'MatMul', [name, selection(model, axes, letters, ranges)])
}
