import type { Node } from '../../graph/node.js'
import type { Schedule } from '../schedule/schedule.js'

/** A number that may change with the step. */
export type Rate = number | Schedule

/** An update rule with its settings. Plain data. */
export type Optimizer =
  | {
      readonly is: 'sgd'
      readonly lr: Rate
      readonly momentum: Rate
      readonly nesterov: boolean
      readonly weight_decay: Rate
    }
  | {
      readonly is: 'adam' | 'adamw'
      readonly lr: Rate
      readonly beta1: Rate
      readonly beta2: Rate
      readonly eps: Rate
      readonly weight_decay: Rate
    }
  | {
      readonly is: 'lars'
      readonly lr: Rate
      readonly momentum: Rate
      readonly weight_decay: Rate
      readonly trust: Rate
    }

/** What an update rule needs of one parameter. */
export interface Update {
  readonly parameter: Node
  readonly gradient: Node
  /** Whether decay and adaptation apply: not to parameters with one axis or none. */
  readonly adapts: boolean
  /** The scalar of a setting. */
  readonly scalar: (rate: Rate) => Node
  /** A tensor of the parameter's shape that persists, from zeros. */
  readonly slot: (name: string) => Node
  /** Its value after the step. */
  readonly keep: (name: string, value: Node) => void
}
