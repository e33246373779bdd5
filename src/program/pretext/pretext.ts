import type { EvaluationRequest } from './evaluate.js'
import type { TrainRequest } from './train.js'

/** A way of training without labels: a body that is run when its graph is built. */
export interface Pretext {
  readonly is: 'pretext'
  readonly name: string
  readonly body: () => void
  /** What `train` and `evaluate` say about it. */
  readonly requests: { train: TrainRequest | undefined; readonly evaluations: EvaluationRequest[] }
}

/** Declares a pretext. The body runs whenever its graph is built. */
export const pretext = (name: string, body: () => void): Pretext => ({
  is: 'pretext',
  name,
  body,
  requests: { train: undefined, evaluations: [] },
})
