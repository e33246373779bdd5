import type { ElementType, Node } from './node.js'

/** A tensor that persists between steps: a parameter, an EMA copy, state, an optimiser slot. */
export interface Variable {
  readonly path: string
  readonly shape: readonly number[]
  readonly type: ElementType
}

/** One pass over the graph: what is fed, what comes out, which variables change. */
export interface GraphFunction {
  /** `input` nodes by name. */
  readonly inputs: Readonly<Record<string, Node>>
  readonly outputs: Readonly<Record<string, Node>>
  /** New values of variables by path; all are computed from the old values, then assigned together. */
  readonly updates: Readonly<Record<string, Node>>
}

/** What an engine gets: functions (`step`, `encode:f`, …) that share variables. */
export interface Graph {
  readonly variables: Readonly<Record<string, Variable>>
  readonly functions: Readonly<Record<string, GraphFunction>>
}
