import { count } from './count.js'
import type { Tensor } from './op.js'

/** Distances between neighbours along each axis, in entries, of a row-major tensor. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1)
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number)
  }
  return strides
}

/** Calls `visit` with the start of each run along the last axis. */
function forEachRow(
  shape: readonly number[],
  offset: number,
  strides: readonly number[],
  visit: (start: number, row: number) => void,
): void {
  const outer = shape.length - 1
  const index = new Array<number>(outer).fill(0)
  const rows = count(shape.slice(0, outer))
  let start = offset
  for (let row = 0; row < rows; row++) {
    visit(start, row)
    for (let axis = outer - 1; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1
      start += strides[axis] as number
      if (next < (shape[axis] as number)) {
        index[axis] = next
        break
      }
      start -= next * (strides[axis] as number)
      index[axis] = 0
    }
  }
}

/** Reads a view (offset and a stride per axis of `shape`) of `data` into a new array. */
export function readView(
  data: Float64Array,
  shape: readonly number[],
  offset: number,
  strides: readonly number[],
): Float64Array {
  if (shape.length === 0) return data.slice(offset, offset + 1)
  const result = new Float64Array(count(shape))
  const [size, step] = [shape.at(-1) as number, strides.at(-1) as number]
  if (size === 0) return result
  forEachRow(shape, offset, strides, (start, row) => {
    const to = row * size
    for (let k = 0, from = start; k < size; k++, from += step) result[to + k] = data[from] as number
  })
  return result
}

/** Writes `data` (of `shape`) into a view of `target`. */
export function writeView(
  target: Float64Array,
  shape: readonly number[],
  offset: number,
  strides: readonly number[],
  data: Float64Array,
): void {
  if (shape.length === 0) {
    target[offset] = data[0] as number
    return
  }
  const [size, step] = [shape.at(-1) as number, strides.at(-1) as number]
  forEachRow(shape, offset, strides, (start, row) => {
    const from = row * size
    for (let k = 0, to = start; k < size; k++, to += step) target[to] = data[from + k] as number
  })
}

/** Repeats axes of size 1 and adds axes in front; the same array where nothing changes. */
export function broadcastData(tensor: Tensor, shape: readonly number[]): Float64Array {
  const size = count(shape)
  if (tensor.data.length === size) return tensor.data
  if (tensor.data.length === 1) return new Float64Array(size).fill(tensor.data[0] as number)
  const own = stridesOf(tensor.shape)
  const lead = shape.length - tensor.shape.length
  const strides = shape.map((_, axis) =>
    axis < lead || tensor.shape[axis - lead] === 1 ? 0 : (own[axis - lead] as number),
  )
  return readView(tensor.data, shape, 0, strides)
}
