import type { Origin } from '../../graph/node.js'
import { currentOrigin } from '../../graph/origin.js'
import { checkBounds } from '../definition/configuration.js'
import type { Callable } from '../definition/type.js'
import { refuse } from '../report.js'
import type { Data } from './data.js'
import type { Pretext } from './pretext.js'

/** How good features are. Plain data. */
export type Evaluation =
  | {
      readonly is: 'linear_probe'
      readonly epochs: number
      readonly lr: number
      readonly l2: number
      readonly labels?: string
    }
  | { readonly is: 'knn'; readonly k: number; readonly temperature: number }
  | {
      readonly is: 'label_fractions'
      /** Shares (below or equal 1) or counts of labels. */
      readonly fractions: readonly number[]
      readonly repeats: number
      readonly tune: boolean
    }
  | { readonly is: 'fine_tune'; readonly labels: number; readonly epochs: number; readonly lr: number }
  | { readonly is: 'tsne'; readonly perplexity: number; readonly points: number; readonly labels?: string }
  | { readonly is: 'neighbors'; readonly count: number }
  | { readonly is: 'analogies'; readonly path: string }

/** Those that this version runs. */
export const runnable = ['knn', 'linear_probe', 'label_fractions', 'fine_tune', 'tsne', 'neighbors'] as const

type Settings<I extends Evaluation['is']> = Partial<Omit<Extract<Evaluation, { is: I }>, 'is'>>

const positive = (name: string, values: Readonly<Record<string, number>>): void => {
  for (const [argument, value] of Object.entries(values)) checkBounds({ name, argument }, { above: 0 }, value)
}

/** Multinomial logistic regression on frozen features. */
export function linear_probe(options: Settings<'linear_probe'> = {}): Evaluation {
  const { epochs = 300, lr = 0.05, l2 = 1e-3, ...rest } = options
  positive('linear_probe', { epochs, lr })
  checkBounds({ name: 'linear_probe', argument: 'l2' }, { atLeast: 0 }, l2)
  return { is: 'linear_probe', epochs, lr, l2, ...rest }
}

/** The weighted vote of the k nearest neighbours by cosine. */
export function knn({ k = 200, temperature = 0.07 }: Settings<'knn'> = {}): Evaluation {
  positive('knn', { k, temperature })
  return { is: 'knn', k, temperature }
}

type Fractions = Omit<Settings<'label_fractions'>, 'fractions'>

/** Linear probes with few labels: shares (at most 1) or counts; with `tune`, the whole network is trained. */
export function label_fractions(fractions: readonly number[], options?: Fractions): Evaluation
export function label_fractions(options: Fractions & { readonly fractions: readonly number[] }): Evaluation
export function label_fractions(
  given: readonly number[] | (Fractions & { readonly fractions: readonly number[] }),
  options: Fractions = {},
): Evaluation {
  const all = 'fractions' in given ? given : { ...options, fractions: given }
  const { fractions, repeats = 5, tune = false } = all
  for (const fraction of fractions) positive('label_fractions', { fractions: fraction })
  positive('label_fractions', { repeats })
  return { is: 'label_fractions', fractions, repeats, tune }
}

/** Training everything with labels, from the pre-trained weights. */
export function fine_tune({ labels = 1, epochs = 50, lr = 1e-3 }: Settings<'fine_tune'> = {}): Evaluation {
  positive('fine_tune', { labels, epochs, lr })
  return { is: 'fine_tune', labels, epochs, lr }
}

/** A plot of the features. */
export function tsne({ perplexity = 30, points = 2000, ...rest }: Settings<'tsne'> = {}): Evaluation {
  positive('tsne', { perplexity, points })
  return { is: 'tsne', perplexity, points, ...rest }
}

/** Nearest neighbours of some examples, as pictures. */
export function neighbors({ count = 8 }: Settings<'neighbors'> = {}): Evaluation {
  positive('neighbors', { count })
  return { is: 'neighbors', count }
}

/** Questions "a is to b as c is to ?". */
export const analogies = (given: string | { readonly path: string }): Evaluation => ({
  is: 'analogies',
  path: typeof given === 'string' ? given : given.path,
})

export interface EvaluationRequest {
  /** The model, or the name of one that stands in the pretext. */
  readonly model: Callable<unknown> | string
  readonly fit: Data | undefined
  readonly test: Data | undefined
  readonly evaluations: readonly Evaluation[]
  /** Where it stands in the program. */
  readonly origin: Origin | undefined
}

/** Says how the features of models are judged after training. */
export function evaluate(
  targets: readonly (readonly [Pretext, Callable<unknown> | string])[],
  { fit, test }: { readonly fit?: Data; readonly test?: Data },
  evaluations: readonly Evaluation[],
): void {
  if (fit !== undefined && fit === test)
    refuse('SSL3106', { name: 'evaluate', value: `${fit.name} as fit and as test` })
  const origin = currentOrigin()
  for (const [pretext, model] of targets)
    pretext.requests.evaluations.push({ model, fit, test, evaluations, origin })
}
