import * as build from '../../graph/build.js'
import { type Dimension, sizeOf } from '../../graph/dimension.js'
import { moved } from '../kind.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/**
 * `size` entries of one axis (counted from the end: −1 is the last) from `start`, every `step`-th; −1
 * runs backwards. Throws where that leaves the axis.
 */
export function slice(x: TensorLike, axis: number, start: Dimension, size: Dimension, step = 1): Tensor {
  const node = tensor(x)
  return moved(build.sliceAxis(node, axis, start, size, step), [node], axis !== -1)
}

export interface Windows {
  readonly size: Dimension
  readonly stride?: Dimension
  readonly dilation?: Dimension
  readonly offset?: Dimension
  readonly count?: Dimension
}

/** One axis becomes [count, size]: entry (i, u) is x at stride · i + dilation · u + offset. */
export function windows(
  x: TensorLike,
  axis: number,
  { size, stride, dilation, offset, count }: Windows,
): Tensor {
  const node = tensor(x)
  const place = build.axisOf('indexing', axis, node.shape)
  const start = offset === undefined ? 0 : sizeOf(offset)
  const length = node.shape[place] ?? 0
  const rest = start === 0 ? node : build.sliceAxis(node, place, start, sizeOf(length) - start)
  const result = build.windows(rest, {
    axis: place,
    size,
    stride: sizeOf(stride ?? 1),
    dilation: sizeOf(dilation ?? 1),
    ...(count !== undefined && { count }),
  })
  return moved(result, [node], axis !== -1)
}
