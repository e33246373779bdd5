import type { Dimension } from '../../graph/dimension.js'
import type { Graph } from '../../graph/graph.js'
import type { ElementType } from '../../graph/node.js'
import type { Role } from '../definition/build.js'
import type { Initial } from '../definition/initial.js'
import type { DrawSite } from '../draw/site.js'
import type { Data } from '../pretext/data.js'
import type { Evaluation } from '../pretext/evaluate.js'
import type { TrainSettings } from '../pretext/train.js'
import type { Schedule } from '../schedule/schedule.js'

/** Everything that running a pretext needs. Plain data, but for the nodes of the graph. */
export interface StepProgram {
  readonly pretext: string
  /** In the order in which they run; one without a name where the pretext has no stages. */
  readonly stages: readonly StageProgram[]
  /**
   * Functions: `step` (or `step:STAGE`), `encode:MODEL` for each evaluated model, `views` for pictures
   * and `monitor` for embeddings.
   */
  readonly graph: Graph
  readonly variables: Readonly<Record<string, VariableInfo>>
  /** Draws by the name of their input. */
  readonly draws: Readonly<Record<string, DrawSite>>
  /** Scheduled scalars by the name of their input; counted per stage. */
  readonly schedules: Readonly<Record<string, Schedule>>
  readonly batch: BatchInfo
  readonly evaluations: readonly EvaluationProgram[]
}

export interface StageProgram {
  readonly name?: string
  /** The function of the graph that is one step. */
  readonly function: string
  /** Outputs that are single numbers: `loss`, `metric:NAME`, `gradient_norm`. */
  readonly metrics: readonly string[]
  /** Paths of the parameters that this stage trains. */
  readonly owned: readonly string[]
  readonly settings: TrainSettings
}

export interface VariableInfo {
  readonly role: Role
  readonly shape: readonly Dimension[]
  readonly type: ElementType
  readonly initial: Initial
  /** The parameter that a moving copy follows. */
  readonly source?: string
}

export interface BatchInfo {
  /** The data, as the program declares it. */
  readonly data: Data
  readonly size: number
  readonly shuffle: boolean
  /** Names of the inputs of the fields, in order. */
  readonly inputs: readonly string[]
  /** The input of the numbers of the examples, where some function reads it. */
  readonly at?: string
}

export interface EvaluationProgram {
  /** Name of the model. */
  readonly model: string
  /** The function that gives its `features` of a clean batch. */
  readonly function: string
  /** The input that it reads, and the shape of what it gives for one example. */
  readonly input: string
  readonly shape: readonly Dimension[]
  readonly fit?: Data
  readonly test?: Data
  readonly evaluations: readonly Evaluation[]
}
