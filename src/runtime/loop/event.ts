import type { EngineFacts } from '../../engines/engine.js'
import type { Diagnostic } from '../../messages/diagnostic.js'

export type Metrics = Readonly<Record<string, number>>

/** What a training tells while it runs. */
export type TrainEvent =
  | {
      readonly is: 'start'
      readonly pretext: string
      readonly folder: string
      /** Steps in all, and those done by the run that is continued. */
      readonly steps: number
      readonly done: number
      readonly stepsPerEpoch: number
      readonly batch: number
      /** What computes. */
      readonly engine: EngineFacts
    }
  | {
      readonly is: 'step'
      /** Steps done, counted from 1. */
      readonly step: number
      readonly epoch: number
      readonly stage?: string | undefined
      readonly metrics: Metrics
      /** Examples a second, lately. */
      readonly rate: number
      /** Seconds to the end, at that rate. */
      readonly left: number
      /** Whether this step belongs in the log. */
      readonly logged: boolean
    }
  | { readonly is: 'alarm'; readonly step: number; readonly diagnostic: Diagnostic }
  | { readonly is: 'monitor'; readonly step: number; readonly values: Metrics }
  | { readonly is: 'checkpoint'; readonly step: number; readonly path: string }
  | {
      readonly is: 'interrupted'
      readonly step: number
      readonly path: string
      /** Says how to go on. */
      readonly diagnostic: Diagnostic
    }
  | {
      readonly is: 'end'
      readonly step: number
      readonly seconds: number
      readonly metrics: Metrics
      /** What the steps took on top of the engine's own time, as a share of it; undefined after one step. */
      readonly overhead: number | undefined
    }
