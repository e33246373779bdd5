import type * as ast from '../../grammar/ast.js'
import { call, literal, minus, op, plus, quotient, textOf } from '../construct.js'
import { type Context, report } from '../context.js'
import type { Core } from '../core.js'
import type { Axis, OpenIndex } from '../types.js'

/** An index that a binder opens. */
export const openIndex = (name: ast.Identifier, context: Context): OpenIndex => ({
  name: name.text,
  span: { file: context.module.path, start: name.start, end: name.end },
  alone: false,
  needed: false,
  ranges: [],
  holes: [],
})

let holes = 0

/**
 * The range of an index as code. What fixes it may stand further behind in the binder, so this is a
 * hole that `settle` fills.
 */
export function rangeOf(index: OpenIndex): Core {
  if (index.bound?.core) return index.bound.core
  const hole: Core = { is: 'name', name: `?${holes++}` }
  index.holes.push(hole)
  return hole
}

/** What is known of the axis that an index runs over. */
export function axisOf(index: OpenIndex): Axis {
  if (index.bound) return index.bound
  const lone = index.ranges.filter((range) => range.lone)
  const batch = lone.some((range) => range.axis.batch)
    ? true
    : lone.length > 0 && lone.every((range) => range.axis.batch === false)
      ? false
      : undefined
  const known = lone.find((range) => range.axis.text !== undefined)?.axis ?? {}
  const core = lone.find((range) => range.axis.core)?.axis.core
  const never = lone.length === 0 && index.ranges.length > 0 ? false : batch
  return { ...known, ...(core && { core }), batch: never }
}

/** Fixes the range when the body of the binder was read; tells if nothing does. */
export function settle(index: OpenIndex, context: Context, silent: boolean): void {
  const core = index.bound?.core ?? chosen(index)
  if (!core) {
    if (!silent && index.ranges.length === 0 && !index.bound) {
      report(context, 'SSL2403', { index: index.name }, index.span)
    }
    return
  }
  for (const hole of index.holes) fill(hole, core)
}

function chosen(index: OpenIndex): Core | undefined {
  const lone = index.ranges.filter((range) => range.lone)
  const short = lone.find((range) => range.axis.core && isShort(range.axis.core))
  if (short) return short.axis.core
  const known = lone.find((range) => range.core) ?? lone.find((range) => range.axis.core)
  if (known) return known.core ?? known.axis.core
  const linear = index.ranges
    .filter((range) => !range.lone)
    .flatMap((range) => (range.core ? [range.core] : []))
  const distinct = linear.filter(
    (core, n) => linear.findIndex((other) => textOf(other) === textOf(core)) === n,
  )
  if (distinct.length < 2) return distinct[0]
  return call({ is: 'global', namespace: 'Math', name: 'min' }, ...distinct)
}

export const isShort = (core: Core): boolean =>
  core.is === 'name' ||
  core.is === 'literal' ||
  core.is === 'member' ||
  (core.is === 'call' && core.arguments.length === 0)

function fill(hole: Core, core: Core): void {
  for (const key of Object.keys(hole)) Reflect.deleteProperty(hole, key)
  Object.assign(hole, core)
}

/**
 * The largest range of an index with coefficient `step` that keeps `step * i + rest` inside an axis of
 * the given size; `most` is the largest value of the other terms, `least` the constant one.
 */
export function largestRange(size: Core, step: Core, down: boolean, rest: Core): Core {
  if (down) return plus(quotient(rest, step), literal(1))
  return plus(quotient(minus(minus(size, literal(1)), rest), step), literal(1))
}

/** The size of an axis as code: known, or read from the named tensor. */
export function sizeOf(axis: Axis, core: Core, position: number): Core | undefined {
  if (axis.core && isShort(axis.core)) return axis.core
  if (core.is === 'name') return op('size', core, literal(position))
  return axis.core
}
