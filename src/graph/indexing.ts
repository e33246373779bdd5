import { count } from './count.js'
import { at } from './refuse.js'

/** An index kept inside an axis of `size` entries. */
export function clampIndex(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1)
}

type Visit = (packed: number, place: number, size: number, spread: number, row: number) => void

/**
 * Walks over gather and its transpose. Calls `visit` for each row with its start in the packed tensor
 * (the result of gather), the place of its index, the size of the indexed axis, the start of that axis
 * in the indexed tensor and the length of a row.
 */
export function indexLayout(
  shape: readonly number[],
  index: readonly number[],
  axis: number,
  batch: number,
): (visit: Visit) => void {
  const batches = count(shape.slice(0, batch))
  const middle = count(shape.slice(batch, axis))
  const size = at(shape, axis)
  const row = count(shape.slice(axis + 1))
  const picks = count(index.slice(batch))
  return (visit) => {
    for (let b = 0; b < batches; b++) {
      for (let m = 0; m < middle; m++) {
        const outer = b * middle + m
        for (let k = 0; k < picks; k++)
          visit((outer * picks + k) * row, b * picks + k, size, outer * size * row, row)
      }
    }
  }
}
