import { type Dimension, numberOf, show, showShape } from '../../graph/dimension.js'
import { mistake, refuse } from '../report.js'
import { same } from '../tensor/letters.js'
import type { Axis, Known, Solved, Type } from './type.js'

/** Dimensions and configuration values that are known, by name. Grows from argument to argument. */
export type Bindings = Map<string, unknown>

/** Bindings as the functions of axes and defaults read them. */
export const knownOf = (bindings: Bindings): Known => Object.fromEntries(bindings) as Known

/** Whose argument is bound, for messages. */
export interface Place {
  readonly name: string
  readonly argument: string
}

/**
 * Binds and compares the axes of one argument. Gives its lead axes: what it has in front of its own.
 * Throws where a size is another than expected.
 */
export function bindAxes(
  place: Place,
  type: Type,
  shape: readonly Dimension[],
  bindings: Bindings,
): readonly Dimension[] {
  const axes = (type.axes ?? []).filter((axis) => axis !== '...')
  const refuseShape = (): never =>
    refuse('SSL3101', {
      ...place,
      expected: showExpected(axes, bindings, shape.slice(0, Math.max(0, extra))),
      given: showShape(shape),
    })
  const extra = shape.length - axes.length
  if (extra < 0) refuseShape()
  for (const [k, axis] of axes.entries()) {
    if (!bindAxis(axis, shape[extra + k] ?? 0, bindings)) refuseShape()
  }
  return shape.slice(0, extra)
}

/** Binds or compares one axis; false where it does not fit. */
function bindAxis(axis: Axis, size: Dimension, bindings: Bindings): boolean {
  if (typeof axis === 'string') {
    if (bindings.has(axis)) return same(asSize(bindings.get(axis)), size)
    bindings.set(axis, size)
    return true
  }
  if (typeof axis === 'object') return bindSolved(axis, size, bindings)
  return same(typeof axis === 'number' ? axis : axis(knownOf(bindings)), size)
}

function bindSolved(axis: Solved, size: Dimension, bindings: Bindings): boolean {
  if (!bindings.has(axis.name)) {
    const solved: Dimension = axis.of(size as number, knownOf(bindings))
    const number = numberOf(solved)
    if (number !== undefined && (!Number.isInteger(number) || number < 0)) return false
    bindings.set(axis.name, solved)
  }
  return same(axis.is(knownOf(bindings)), size)
}

/** The sizes that axes have, everything being known. */
export function sizesOfAxes(axes: readonly Axis[], bindings: Bindings): Dimension[] {
  return axes.filter((axis) => axis !== '...').map((axis) => sizeOfAxis(axis, bindings))
}

function sizeOfAxis(axis: Axis, bindings: Bindings): Dimension {
  if (typeof axis === 'number') return axis
  if (typeof axis === 'string') {
    return bindings.has(axis) ? asSize(bindings.get(axis)) : mistake(`the size ${axis} is not bound`)
  }
  return typeof axis === 'function' ? axis(knownOf(bindings)) : axis.is(knownOf(bindings))
}

const asSize = (value: unknown): Dimension => value as Dimension

/** The expected axes behind the lead axes that were given. */
function showExpected(axes: readonly Axis[], bindings: Bindings, leads: readonly Dimension[]): string {
  const own = showAxes(axes, bindings).slice(1, -1)
  return `[${[...leads.map(show), ...(own === '' ? [] : [own])].join(', ')}]`
}

/** `[B, 512]`: numbers where they are known, else names. */
export function showAxes(axes: readonly Axis[], bindings: Bindings): string {
  return `[${axes.map((axis) => showAxis(axis, bindings)).join(', ')}]`
}

function showAxis(axis: Axis, bindings: Bindings): string {
  if (typeof axis === 'number') return String(axis)
  if (typeof axis === 'string') return bindings.has(axis) ? show(asSize(bindings.get(axis))) : axis
  if (typeof axis === 'object') return bindings.has(axis.name) ? show(axis.is(knownOf(bindings))) : axis.text
  const size: unknown = axis(knownOf(bindings))
  return typeof size === 'number' && Number.isNaN(size) ? '?' : show(asSize(size))
}
