import * as build from '../../graph/build.js'
import { kindOf, withKind } from '../kind.js'
import { refuse } from '../report.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/** Clips to 0..1; the result is of kind `image`. */
export function image(x: TensorLike): Tensor {
  const clipped = build.minimum(build.maximum(tensor(x), build.fill(0)), build.fill(1))
  return withKind(build.declare(clipped, 'image'), 'image')
}

/** Says that the values are in CIE Lab units. */
export const lab = (x: TensorLike): Tensor =>
  withKind(build.declare(build.cast(tensor(x), 'f32'), 'lab'), 'lab')

/** Says that the last axis has length 1. */
export const unit = (x: TensorLike): Tensor => withAxis(x, 'unit')

/** Says that the last axis holds a distribution. */
export const prob = (x: TensorLike): Tensor => withAxis(x, 'prob')

function withAxis(x: TensorLike, kind: 'unit' | 'prob'): Tensor {
  const node = build.cast(tensor(x), 'f32')
  if (node.shape.length === 0) refuse('SSL3003', { op: kind, shape: '[]', needed: 'an axis' })
  return withKind(build.declare(node, kind), kind)
}

/** Drops the fraction. */
export const int = (x: TensorLike): Tensor => build.truncate(tensor(x))

/** The same values, through which no gradient flows. */
export function stop_gradient(x: TensorLike): Tensor {
  const node = tensor(x)
  return node.type === 'f32' ? withKind(build.stopGradient(node), kindOf(node)) : node
}
