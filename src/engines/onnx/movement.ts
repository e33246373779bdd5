import { dimension, dimensions, number, numbers, text } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import { parseSpec } from '../../graph/spec.js'
import { contractCropped } from './contract.js'
import { cropsOnly } from './crop.js'
import { spreadOut } from './lettered.js'
import { type Lower, type Lowering, shapeOf } from './lower.js'
import { emit, integers } from './model.js'
import { arrange, at, identity, logicalShape, plain, product, reshape, toPlain, type Value } from './value.js'

/** Axes only get other names. */
export const lowerTranspose: Lowering = (node, lower) => {
  const value = lower.value(at(node.inputs, 0))
  const permutation = numbers(node.attributes, 'permutation')
  return { ...value, order: value.order.map((axis) => permutation.indexOf(axis)) }
}

/**
 * Runs of axes that a reshape keeps together lie as they did where that is possible: a map whose channels
 * lie in front may join or split its batch axes without being moved.
 */
export const lowerReshape: Lowering = (node, lower) => {
  const value = lower.value(at(node.inputs, 0))
  const to = shapeOf(node)
  const groups = groupsOf(logicalShape(value), to)
  const kept = groups && regrouped(value, groups)
  if (kept) {
    const shape = kept.map((axis) => at(to, axis))
    return { ...value, order: kept, shape, name: reshape(lower.model, value.name, value.shape, shape) }
  }
  const whole = toPlain(lower.model, value)
  return plain(reshape(lower.model, whole.name, whole.shape, to), to, node.type)
}

interface Group {
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** Which runs of axes become which, as small as possible. */
function groupsOf(from: readonly number[], to: readonly number[]): Group[] | undefined {
  if (product(from) === 0) return undefined
  const groups: Group[] = []
  let [i, j] = [0, 0]
  while (i < from.length || j < to.length) {
    const group = { from: [] as number[], to: [] as number[] }
    let [a, b] = [1, 1]
    do {
      if (i < from.length && (a <= b || j >= to.length)) {
        a *= at(from, i)
        group.from.push(i++)
      } else {
        b *= at(to, j)
        group.to.push(j++)
      }
    } while (a !== b)
    groups.push(group)
  }
  return groups
}

/** The new axes in the order in which the old ones lie; undefined where a run is torn apart. */
function regrouped(value: Value, groups: readonly Group[]): number[] | undefined {
  const order: number[] = []
  const long = value.order.filter((_, k) => value.shape[k] !== 1)
  const sizes = logicalShape(value)
  for (let k = 0; k < long.length; ) {
    const group = groups.find(({ from }) => from.includes(at(long, k)))
    const run = group?.from.filter((axis) => sizes[axis] !== 1) ?? []
    if (!run.every((axis, n) => long[k + n] === axis)) return undefined
    order.push(...(group?.to ?? []))
    k += run.length
  }
  const rest = groups.flatMap(({ to }) => to).filter((axis) => !order.includes(axis))
  return [...order, ...rest]
}

export const lowerSlice: Lowering = (node, lower) => {
  const source = at(node.inputs, 0)
  const starts = dimensions(node.attributes, 'starts').map(sizeOf)
  const counts = dimensions(node.attributes, 'sizes').map(sizeOf)
  const steps = numbers(node.attributes, 'steps')
  if (source.op === 'contract') {
    const { result } = parseSpec(text(source.attributes, 'spec'))
    if (
      result.some((axis) => axis.is === 'affine') &&
      cropsOnly(node, result) &&
      lower.users(source).length === 1
    ) {
      const crops = result.flatMap((axis, k) =>
        axis.is === 'affine' ? [{ start: at(starts, k), size: at(counts, k) }] : [],
      )
      return contractCropped(source, lower, crops)
    }
  }
  return sliced(lower, lower.value(source), starts, counts, steps)
}

function sliced(
  lower: Lower,
  value: Value,
  starts: readonly number[],
  counts: readonly number[],
  steps: readonly number[],
): Value {
  const sizes = logicalShape(value)
  const axes = identity(sizes.length).filter(
    (axis) => starts[axis] !== 0 || counts[axis] !== sizes[axis] || steps[axis] !== 1,
  )
  if (axes.length === 0) return value
  const ends = axes.map((axis) => at(starts, axis) + at(steps, axis) * at(counts, axis))
  const bounds = [
    axes.map((axis) => at(starts, axis)),
    ends.map((end) => (end < 0 ? Number.MIN_SAFE_INTEGER : end)),
    axes.map((axis) => value.order.indexOf(axis)),
    axes.map((axis) => at(steps, axis)),
  ]
  const name = emit(lower.model, 'Slice', [
    value.name,
    ...bounds.map((bound) => integers(lower.model, bound)),
  ])
  return { ...value, name, shape: value.order.map((axis) => at(counts, axis)) }
}

export const lowerPad: Lowering = (node, lower) => {
  const value = lower.value(at(node.inputs, 0))
  const before = dimensions(node.attributes, 'before').map(sizeOf)
  const after = dimensions(node.attributes, 'after').map(sizeOf)
  const margins = [
    ...value.order.map((axis) => at(before, axis)),
    ...value.order.map((axis) => at(after, axis)),
  ]
  const name = emit(lower.model, 'Pad', [value.name, integers(lower.model, margins)])
  const shape = value.shape.map(
    (size, k) => size + at(before, at(value.order, k)) + at(after, at(value.order, k)),
  )
  return { ...value, name, shape }
}

export const lowerSpread: Lowering = (node, lower) => {
  const value = lower.value(at(node.inputs, 0))
  const factors = numbers(node.attributes, 'factors')
  const letters = value.order.map(String)
  const spread = letters.reduce(
    (inner, letter) => spreadOut(lower.model, inner, letter, at(factors, Number(letter))),
    { name: value.name, letters, sizes: value.shape } as Parameters<typeof spreadOut>[1],
  )
  return { ...value, name: spread.name, shape: spread.sizes }
}

export const lowerConcatenate: Lowering = (node, lower) => {
  const parts = node.inputs.map((input) => lower.value(input))
  const largest = parts.reduce((best, part) => (product(part.shape) > product(best.shape) ? part : best))
  const axis = number(node.attributes, 'axis')
  const { order } = largest
  const names = parts.map((part) => arrange(lower.model, part, order).name)
  const name = emit(lower.model, 'Concat', names, { axis: order.indexOf(axis) })
  const sizes = shapeOf(node)
  return { name, order, shape: order.map((own) => at(sizes, own)), type: node.type }
}

export const lowerBroadcast: Lowering = (node, lower) => {
  const value = toPlain(lower.model, lower.value(at(node.inputs, 0)))
  const shape = shapeOf(node)
  return plain(emit(lower.model, 'Expand', [value.name, integers(lower.model, shape)]), shape, node.type)
}

/** Windows are gathered at constant places. */
export const lowerWindows: Lowering = (node, lower) => {
  const value = lower.value(at(node.inputs, 0))
  const axis = number(node.attributes, 'axis')
  const [count, size] = [
    sizeOf(dimension(node.attributes, 'count')),
    sizeOf(dimension(node.attributes, 'size')),
  ]
  const [stride, dilation] = [number(node.attributes, 'stride'), number(node.attributes, 'dilation')]
  const places = Array.from(
    { length: count * size },
    (_, k) => stride * Math.floor(k / size) + dilation * (k % size),
  )
  const place = value.order.indexOf(axis)
  const index = integers(lower.model, places, [count, size])
  const order = value.order.flatMap((own) => (own === axis ? [own, own + 1] : [own > axis ? own + 1 : own]))
  const sizes = shapeOf(node)
  return {
    name: emit(lower.model, 'Gather', [value.name, index], { axis: place }),
    order,
    shape: order.map((own) => at(sizes, own)),
    type: node.type,
  }
}
