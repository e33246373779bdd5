import type { Dimension } from '../../graph/dimension.js'
import type { ElementType } from '../../graph/node.js'

/** What the host draws, with numbers for parameters. */
export type HostDistribution =
  | { readonly is: 'uniform'; readonly low: number; readonly high: number }
  | { readonly is: 'integer'; readonly low: number; readonly high: number }
  | { readonly is: 'normal'; readonly mean: number; readonly deviation: number }
  | { readonly is: 'bernoulli'; readonly p: number }
  | { readonly is: 'categorical'; readonly weights: readonly number[] }
  | { readonly is: 'permutation'; readonly n: number }

/** One `~`: what is drawn for it in every step, and under which key. Plain data. */
export interface DrawSite {
  /** The path of the `~`; part of the key. */
  readonly site: string
  readonly distribution: HostDistribution
  /** Of the whole tensor; a permutation's own axis is the last one. */
  readonly shape: readonly Dimension[]
  readonly type: ElementType
  /** The axis that runs over the examples of the batch; absent where there is no example. */
  readonly batchAxis?: number
}
