import { dimensions, numbers, text } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { type Axis, parseSpec } from '../../graph/spec.js'
import type { Lower } from './lower.js'
import { at } from './value.js'

/** A range of one axis. */
export interface Crop {
  readonly start: number
  readonly size: number
}

/** Whether all that is read of a contraction with affine result axes is one range of it (`slice`). */
export function isCropped(node: Node, lower: Lower): boolean {
  const spec = parseSpec(text(node.attributes, 'spec'))
  if (spec.result.every((axis) => axis.is === 'plain')) return false
  const users = lower.users(node)
  return users.length === 1 && users.every((user) => user !== node && cropsOnly(user, spec.result))
}

/** A slice with steps of 1 that leaves plain axes whole. */
export function cropsOnly(node: Node, axes: readonly Axis[]): boolean {
  if (node.op !== 'slice') return false
  const shape = at(node.inputs, 0).shape.map(sizeOf)
  const starts = dimensions(node.attributes, 'starts').map(sizeOf)
  const counts = dimensions(node.attributes, 'sizes').map(sizeOf)
  const whole = axes.every((axis, k) => axis.is === 'affine' || (starts[k] === 0 && counts[k] === shape[k]))
  return whole && numbers(node.attributes, 'steps').every((step) => step === 1)
}
