import { numberOf } from '../../graph/dimension.js'
import { invalid } from '../report.js'
import { wholeNumber } from '../tensor/static.js'
import { isTensor, type Tensor, type TensorLike } from '../tensor/value.js'

/** What `~` draws from. Parameters are numbers, or tensors of the graph where they are computed. */
export type Distribution =
  | { readonly is: 'uniform'; readonly low: number | Tensor; readonly high: number | Tensor }
  | { readonly is: 'integer'; readonly low: number | Tensor; readonly high: number | Tensor }
  | { readonly is: 'normal'; readonly mean: number | Tensor; readonly deviation: number | Tensor }
  | { readonly is: 'bernoulli'; readonly p: number | Tensor }
  | { readonly is: 'categorical'; readonly weights: TensorLike }
  | { readonly is: 'permutation'; readonly n: number }
  | { readonly is: 'he_normal' }
  | { readonly is: 'xavier_uniform' }
  | { readonly is: 'unit_sphere' }

/** Real numbers from `low` to `high`. */
export const uniform = (low: number | Tensor, high: number | Tensor): Distribution => {
  if (typeof low === 'number' && typeof high === 'number' && low > high)
    invalid('uniform', `a range from ${low} to ${high}`)
  return { is: 'uniform', low, high }
}

/** `integer(x)` drops the fraction of a static number; `integer(low, high)` draws whole numbers, both included. */
export function integer(x: number): number
export function integer(low: number | Tensor, high: number | Tensor): Distribution
export function integer(low: number | Tensor, high?: number | Tensor): number | Distribution {
  if (high === undefined) return wholeNumber(low as number)
  const [least, most] = [low, high].map((end) => (isTensor(end) ? undefined : numberOf(end)))
  if (Number(least) > Number(most)) invalid('integer', `a range from ${low} to ${high}`)
  return { is: 'integer', low, high }
}

/** The normal distribution. */
export const normal = (mean: number | Tensor, deviation: number | Tensor): Distribution => {
  if (typeof deviation === 'number' && deviation < 0) invalid('normal', `a deviation of ${deviation}`)
  return { is: 'normal', mean, deviation }
}

/** True with probability `p`. */
export const bernoulli = (p: number | Tensor): Distribution => {
  if (typeof p === 'number' && (p < 0 || p > 1)) invalid('bernoulli', `a probability of ${p}`)
  return { is: 'bernoulli', p }
}

/** Each number as often as its weight says; the weights need not sum to 1. */
export const categorical = (weights: TensorLike): Distribution => ({ is: 'categorical', weights })

/** The numbers 0..n−1 in a random order: one axis of length n. */
export const permutation = (n: number): Distribution => ({ is: 'permutation', n })

/** Normal with deviation √(2 / fan in); the last axis is the output (He et al., 2015). */
export const he_normal = (): Distribution => ({ is: 'he_normal' })

/** Uniform within ±√(6 / (fan in + fan out)); the last axis is the output (Glorot and Bengio, 2010). */
export const xavier_uniform = (): Distribution => ({ is: 'xavier_uniform' })

/** Rows of length 1, evenly spread over directions. */
export const unit_sphere = (): Distribution => ({ is: 'unit_sphere' })
