import { functionIn } from '../../graph/function.js'
import type { Graph } from '../../graph/graph.js'
import { bytesOf, peakBytes } from '../../graph/liveness.js'
import type { StepProgram } from '../../program/step/program.js'

/** Bytes that a training needs, besides the process itself: its programs, the engine's library, the data. */
export interface Memory {
  /** Of all models, trained or not. */
  readonly parameters: number
  readonly optimizer: number
  /** Moving copies, queues, running statistics, … */
  readonly state: number
  /** What is fed to a step: examples, draws. */
  readonly fed: number
  /** The tensors of a step, when they are most. */
  readonly tensors: number
}

/** The memory of the hungriest stage; `graph` is what an engine gets. */
export function memoryOf({ variables, stages }: StepProgram, graph: Graph): Memory {
  const sum = (roles: readonly string[]): number =>
    Object.values(graph.variables).reduce(
      (bytes, one) => bytes + (roles.includes(variables[one.path]?.role ?? 'state') ? bytesOf(one) : 0),
      0,
    )
  const steps = stages.map((stage) => functionIn(graph, stage.function))
  const fed = steps.map(({ inputs }) => Object.values(inputs).reduce((bytes, one) => bytes + bytesOf(one), 0))
  return {
    parameters: sum(['parameter']),
    optimizer: sum(['optimizer']),
    state: sum(['ema', 'state']),
    fed: Math.max(...fed),
    tensors: Math.max(...steps.map(peakBytes)),
  }
}

/** All of it. */
export const totalBytes = (memory: Memory): number =>
  Object.values(memory).reduce((bytes, part: number) => bytes + part, 0)
