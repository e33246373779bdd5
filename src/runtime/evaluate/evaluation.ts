import type { KnnSettings } from './knn.js'
import type { ProbeSettings } from './probe.js'

/** How a network is trained with labels. */
export interface TuneSettings {
  readonly epochs: number
  readonly lr: number
}

/** What a program asks for, with all settings. */
export type Evaluation =
  | ({ readonly is: 'knn' } & KnnSettings)
  | ({ readonly is: 'linear_probe' } & ProbeSettings)
  | ({
      readonly is: 'label_fractions'
      readonly fractions: readonly number[]
      readonly repeats: number
      /** How the whole network is trained, where it is not only probed. */
      readonly tune: TuneSettings | undefined
    } & ProbeSettings)
  | ({ readonly is: 'fine_tune'; readonly labels: number } & TuneSettings)
  | { readonly is: 'tsne'; readonly perplexity: number; readonly points: number }
  | { readonly is: 'neighbors'; readonly count: number }

/** One line of a table: whose features, and what they reach. */
export interface ResultRow {
  readonly features: 'trained' | 'untrained' | 'raw'
  /** Accuracies are shares; a standard deviation over repeats has ` ±` behind the name. */
  readonly values: Readonly<Record<string, number>>
}

/** What an evaluation found. */
export interface EvaluationResult {
  readonly pretext: string
  readonly model: string
  readonly evaluation: Evaluation['is']
  /** `20-NN`, `linear probe` … */
  readonly title: string
  readonly rows: readonly ResultRow[]
  /** Of the whole network, trained with labels from trained or untrained weights, not of its features. */
  readonly tuned?: true
  /** File name of a picture in the run folder. */
  readonly picture?: string
}
