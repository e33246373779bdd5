import { count } from '../../graph/count.js'
import { type Dimension, sizeOf } from '../../graph/dimension.js'
import type { Initial } from '../definition/initial.js'
import { mistake } from '../report.js'
import { fillInto } from './fill.js'
import type { HostDistribution } from './site.js'

/** A variable as its first value needs it. */
export interface ToInitialise {
  readonly shape: readonly Dimension[]
  readonly initial: Initial
}

/**
 * The first value of a variable, keyed by (seed, path); row-major. `copy` finds the variable that a
 * moving copy starts from.
 */
export function initialValue(
  path: string,
  { shape, initial }: ToInitialise,
  seed: number,
  copy: (path: string) => ToInitialise | undefined,
): Float32Array {
  const sizes = shape.map(sizeOf)
  const values = new Float32Array(count(sizes))
  switch (initial.is) {
    case 'fill':
      return values.fill(initial.value)
    case 'values':
      values.set(initial.values)
      return values
    case 'copy':
      return initialValue(initial.of, copy(initial.of) ?? mistake(`no variable ${initial.of}`), seed, copy)
    default:
      fillInto(
        values,
        { site: path, distribution: hostOf(initial, sizes), shape, type: 'f32' },
        { seed, step: initialStep, examples: none },
        sizes,
      )
      return initial.is === 'unit_sphere' ? normalise(values, sizes.at(-1) ?? 1) : values
  }
}

/** Initial values are drawn in a step that no run reaches. */
const initialStep = 0xffffffff
const none = new Int32Array(0)

type Drawn = Exclude<Initial, { is: 'fill' } | { is: 'values' } | { is: 'copy' }>

function hostOf(initial: Drawn, sizes: readonly number[]): HostDistribution {
  const out = sizes.at(-1) ?? 1
  const fanIn = count(sizes.slice(0, -1))
  switch (initial.is) {
    case 'he_normal':
      return { is: 'normal', mean: 0, deviation: Math.sqrt(2 / fanIn) }
    case 'xavier_uniform': {
      const limit = Math.sqrt(6 / (fanIn + out))
      return { is: 'uniform', low: -limit, high: limit }
    }
    case 'unit_sphere':
      return { is: 'normal', mean: 0, deviation: 1 }
    default:
      return initial
  }
}

/** Rows of length 1. */
function normalise(values: Float32Array, width: number): Float32Array {
  for (let start = 0; start < values.length; start += width) {
    let square = 0
    for (let k = start; k < start + width; k++) square += (values[k] as number) ** 2
    const length = Math.sqrt(square) || 1
    for (let k = start; k < start + width; k++) values[k] = (values[k] as number) / length
  }
  return values
}
