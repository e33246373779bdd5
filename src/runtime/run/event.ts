import type { EvaluationResult } from '../evaluate/evaluation.js'
import type { TrainEvent } from '../loop/event.js'

/** What a run tells: its training, then what its evaluations found. */
export type RunEvent =
  | TrainEvent
  | {
      readonly is: 'init'
      readonly path: string
      /** Parameters that start from the file, of all that the program has. */
      readonly given: number
      readonly of: number
    }
  | {
      readonly is: 'evaluating'
      readonly pretext: string
      readonly model: string
      readonly evaluation: string
    }
  | { readonly is: 'evaluated'; readonly result: EvaluationResult; readonly seconds: number }
  | {
      readonly is: 'profile'
      readonly path: string
      /** Whether the engine told of single operators. */
      readonly operators: boolean
    }
  | { readonly is: 'report'; readonly path: string }
