import { dimensions, numbers } from '../attribute.js'
import { type Dimension, equal, minus, numberOf, plus, show, sizeOf, times } from '../dimension.js'
import type { Op } from '../op.js'
import { at, mistake, refuse } from '../refuse.js'
import { readView, stridesOf } from '../strides.js'

export const slice: Op = {
  name: 'slice',
  documentation:
    'Entries at start, start + step, … of every axis (attributes: starts, sizes, steps; a negative step runs backwards).',
  shape: (inputs, attributes) => {
    const { shape, type } = at(inputs, 0)
    const [starts, sizes] = [dimensions(attributes, 'starts'), dimensions(attributes, 'sizes')]
    const steps = numbers(attributes, 'steps')
    if (starts.length !== shape.length || sizes.length !== shape.length || steps.length !== shape.length) {
      mistake(`slice of ${shape.length} axes by ${starts.length} starts`)
    }
    for (const [axis, size] of shape.entries())
      inside(size, at(starts, axis), at(sizes, axis), at(steps, axis))
    return { shape: sizes, type }
  },
  gradient: (node, cotangent, build) => {
    const x = at(node.inputs, 0)
    const sizes = node.shape
    const steps = numbers(node.attributes, 'steps')
    const starts = dimensions(node.attributes, 'starts').map((start, axis) =>
      at(steps, axis) < 0 ? lastRead(start, at(sizes, axis), at(steps, axis)) : start,
    )
    const forward = build.reverse(
      cotangent,
      steps.flatMap((step, axis) => (step < 0 ? [axis] : [])),
    )
    const wide = build.spread(forward, steps.map(Math.abs))
    const before = starts.map((start, axis) => (equal(at(sizes, axis), 0) ? 0 : start))
    const after = x.shape.map((size, axis) => minus(size, plus(at(before, axis), at(wide.shape, axis))))
    return [build.pad(wide, before, after)]
  },
  reference: (inputs, attributes, shape) => {
    const { data, shape: own } = at(inputs, 0)
    const strides = stridesOf(own)
    const starts = dimensions(attributes, 'starts').map(sizeOf)
    const offset = starts.reduce((sum, start, axis) => sum + start * at(strides, axis), 0)
    const steps = numbers(attributes, 'steps').map((step, axis) => step * at(strides, axis))
    return readView(data, shape, offset, steps)
  },
}

const lastRead = (start: Dimension, size: Dimension, step: number): Dimension =>
  plus(start, times(step, minus(size, 1)))

function inside(axis: Dimension, start: Dimension, size: Dimension, step: number): void {
  const [n, count, from] = [numberOf(axis), numberOf(size), numberOf(start)]
  if (count === undefined || from === undefined || n === undefined || count === 0) return
  const to = from + step * (count - 1)
  if (count < 0 || Math.min(from, to) < 0 || Math.max(from, to) >= n) {
    refuse('SSL3006', { op: 'slice', access: `entries ${from} to ${to}`, axis: show(axis) })
  }
}
