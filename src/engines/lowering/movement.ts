import { dimension, dimensions, number, numbers } from '../../graph/attribute.js'
import { sizeOf } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { spreadOut } from './lettered.js'
import { type Lower, shapeOf } from './lower.js'
import { arrange, at, logicalShape, plain, product, reshape, toPlain, type Value } from './value.js'

type Lowering = (node: Node, lower: Lower) => Value

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
  const value = lower.value(at(node.inputs, 0))
  const starts = dimensions(node.attributes, 'starts').map(sizeOf)
  const counts = dimensions(node.attributes, 'sizes').map(sizeOf)
  const steps = numbers(node.attributes, 'steps')
  const sizes = logicalShape(value)
  const ranges = value.order.flatMap((own, axis) => {
    const range = { axis, start: at(starts, own), count: at(counts, own), step: at(steps, own) }
    const whole = range.start === 0 && range.count === sizes[own] && range.step === 1
    return whole ? [] : [range]
  })
  if (ranges.length === 0) return value
  const shape = value.order.map((axis) => at(counts, axis))
  return { ...value, name: lower.model.slice(value.name, ranges), shape }
}

export const lowerPad: Lowering = (node, lower) => {
  const value = lower.value(at(node.inputs, 0))
  const before = dimensions(node.attributes, 'before').map(sizeOf)
  const after = dimensions(node.attributes, 'after').map(sizeOf)
  const along = (margins: readonly number[]) => value.order.map((axis) => at(margins, axis))
  const name = lower.model.pad(value.name, along(before), along(after))
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
  const name = lower.model.concatenate(names, order.indexOf(axis))
  const sizes = shapeOf(node)
  return { name, order, shape: order.map((own) => at(sizes, own)), type: node.type }
}

export const lowerBroadcast: Lowering = (node, lower) => {
  const value = toPlain(lower.model, lower.value(at(node.inputs, 0)))
  const shape = shapeOf(node)
  // ONNX Runtime takes an axis of no entries for one that stays as it is.
  const expanded = shape.includes(0)
    ? lower.model.constant(node.type, [], shape)
    : lower.model.expand(value.name, shape)
  return plain(expanded, shape, node.type)
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
  const order = value.order.flatMap((own) => (own === axis ? [own, own + 1] : [own > axis ? own + 1 : own]))
  const sizes = shapeOf(node)
  return {
    name: lower.model.gather(value.name, place, places, [count, size]),
    order,
    shape: order.map((own) => at(sizes, own)),
    type: node.type,
  }
}
