import type { Values } from '../../engines/engine.js'
import type { Graph } from '../../graph/graph.js'
import type { Origin } from '../../graph/node.js'

/** What the loop has to know of a pretext: a graph, how its inputs are made, how long it runs. */
export interface Plan {
  readonly pretext: string
  /** Equal for equal graphs and settings: a checkpoint of another plan cannot be continued. */
  readonly hash: string
  readonly seed: number
  readonly graph: Graph
  readonly batch: { readonly size: number; readonly shuffle: boolean }
  readonly stages: readonly PlanStage[]
  /** Values of all variables before the first step. */
  initial(): Values
  /** The same graph, of nodes that know where they were written. */
  again?(): Graph
  /** Where a node of a function was written, by its place among them, for nodes that do not say it. */
  originOf?(name: string, place: number): Written | undefined
}

/** A place in a `.ssl` file, and the place in the program that led there, as `losses.ssl:57`. */
export interface Written extends Origin {
  readonly text: string
  readonly outer?: Written
}

/** A part of the training with objectives and optimisers of its own. */
export interface PlanStage {
  readonly name?: string | undefined
  /** The function of the graph that does one step. */
  readonly function: string
  readonly steps: number
  /** Numbers by the name that is shown (`loss`, `gradient_norm`, …): the output of the function each is. */
  readonly metrics: Readonly<Record<string, string>>
  /** Numbers of steps between two lines of the log, and between two checkpoints. */
  readonly log: number
  readonly checkpoint: number
  /** Everything that is fed: data, draws, scheduled numbers. */
  inputs(feed: Feed): Values
}

export interface Feed {
  /** Steps done before this one, over all stages: what draws are keyed by. */
  readonly step: number
  /** Steps done in this stage: what schedules go by. */
  readonly stageStep: number
  readonly stepsPerEpoch: number
  /** Numbers of the batch's examples in the data. */
  readonly examples: Int32Array
  /** One array per field of the data. */
  readonly fields: readonly (Float32Array | Int32Array)[]
}

/** The number of steps of all stages. */
export const totalSteps = (plan: Plan): number => plan.stages.reduce((sum, stage) => sum + stage.steps, 0)

/** The stage of a step, and how many steps were done before in it; the last stage at the very end. */
export function stageAt(plan: Plan, step: number): { stage: PlanStage; stageStep: number } {
  let first = 0
  for (const stage of plan.stages) {
    if (step < first + stage.steps) return { stage, stageStep: step - first }
    first += stage.steps
  }
  const stage = plan.stages.at(-1) as PlanStage
  return { stage, stageStep: stage.steps }
}
