import type { Distribution } from '../draw/distribution.js'
import { invalid } from '../report.js'
import { constantValues } from '../tensor/constant.js'
import { isTensor, type TensorLike, tensor } from '../tensor/value.js'

/** The value before the first step. Plain data. */
export type Initial =
  | { readonly is: 'fill'; readonly value: number }
  | { readonly is: 'values'; readonly values: readonly number[] }
  | { readonly is: 'uniform'; readonly low: number; readonly high: number }
  | { readonly is: 'integer'; readonly low: number; readonly high: number }
  | { readonly is: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly is: 'bernoulli'; readonly p: number }
  | { readonly is: 'he_normal' }
  | { readonly is: 'xavier_uniform' }
  | { readonly is: 'unit_sphere' }
  /** Equal to another variable. */
  | { readonly is: 'copy'; readonly of: string }

/** What may follow `=` or `~` of a parameter or state. */
export type InitialLike = TensorLike | Distribution

const isDistribution = (value: InitialLike): value is Distribution =>
  typeof value === 'object' && !Array.isArray(value) && 'is' in value && names.has(value.is)

const names: ReadonlySet<string> = new Set([
  'uniform',
  'integer',
  'normal',
  'bernoulli',
  'categorical',
  'permutation',
  'he_normal',
  'xavier_uniform',
  'unit_sphere',
])

/** The plain description of an initial value. */
export function initialOf(value: InitialLike): Initial {
  if (typeof value === 'number') return { is: 'fill', value }
  if (typeof value === 'boolean') return { is: 'fill', value: value ? 1 : 0 }
  if (isDistribution(value)) return drawn(value)
  const node = tensor(value)
  const values = constantValues(node) ?? invalid('an initial value', 'something that is computed from data')
  return values.length === 1 ? { is: 'fill', value: values[0] ?? 0 } : { is: 'values', values: [...values] }
}

function drawn(distribution: Distribution): Initial {
  switch (distribution.is) {
    case 'uniform':
      return { is: 'uniform', low: fixed(distribution.low), high: fixed(distribution.high) }
    case 'integer':
      return { is: 'integer', low: fixed(distribution.low), high: fixed(distribution.high) }
    case 'normal':
      return { is: 'normal', mean: fixed(distribution.mean), deviation: fixed(distribution.deviation) }
    case 'bernoulli':
      return { is: 'bernoulli', p: fixed(distribution.p) }
    case 'categorical':
    case 'permutation':
      return invalid('an initial value', `a ${distribution.is}`)
    default:
      return distribution
  }
}

function fixed(value: TensorLike): number {
  if (typeof value === 'number') return value
  const node = isTensor(value) ? value : tensor(value)
  return constantValues(node)?.[0] ?? invalid('an initial value', 'a schedule')
}
