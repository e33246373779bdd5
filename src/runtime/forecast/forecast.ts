import { flopsIn } from '../../graph/flops.js'
import { functionIn } from '../../graph/function.js'
import type { Graph } from '../../graph/graph.js'
import { simplify } from '../../graph/passes/simplify.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { stepsOf } from '../../program/schedule/duration.js'
import type { StepProgram } from '../../program/step/program.js'
import { batchesOf } from '../loop/batches.js'
import { openOnce } from '../run/data.js'
import type { RunOptions } from '../run/options.js'
import { planOf } from '../run/plan.js'
import { programOf } from '../run/program.js'
import { withSettings } from '../run/settings.js'
import { trainingExamples } from '../run/split.js'
import { candidatesFor } from './candidates.js'
import { type Memory, memoryOf, totalBytes } from './memory.js'
import { noiseFor } from './noise.js'
import { type Parameters, parametersOf } from './parameters.js'
import { type Speed, speedOf, type Unusable } from './speed.js'

/** What a training will be, said before it starts. Times in seconds, memory in bytes. */
export interface Forecast {
  readonly pretext: string
  readonly data: DataFound
  readonly batch: number
  readonly parameters: Parameters
  readonly memory: Memory
  /** The bytes that are free on the machine, or left to this process. */
  readonly free: number
  readonly stages: readonly StageForecast[]
  readonly engines: readonly (EngineForecast | Unusable)[]
}

/** The examples to train on, or why they are not known. */
export type DataFound =
  | { readonly name: string; readonly examples: number; readonly stepsPerEpoch: number }
  | { readonly name: string; readonly problem: string }

export interface StageForecast {
  readonly name?: string
  /** Multiplications and additions of the contractions of a step, forward and backward. */
  readonly flops: number
  /** Undefined where they follow from data that are not there. */
  readonly steps: number | undefined
}

export interface EngineForecast extends Speed {
  /** Seconds of all steps; undefined where their number is. */
  readonly seconds: number | undefined
}

/** Any length does where the data is not there: schedules need one. */
const someSteps = 1000

/** Which engines are asked how fast they are; without an engine all that are made for training. */
export type ForecastOptions = Pick<RunOptions, 'root' | 'engine' | 'device' | 'threads'>

/**
 * What training a pretext takes: counted from its graph, and measured by a few steps on noise. The data is only
 * asked how many examples there are, and need not be there, unless the program itself asks that.
 */
export async function forecast(given: Pretext, root: string, options: ForecastOptions): Promise<Forecast> {
  const candidates = await candidatesFor(options)
  const pretext = withSettings(given, {})
  const open = openOnce(root)
  const { program } = await programOf(pretext, open)
  const data = await open(program.batch.data).then(
    (dataset) => found(program, trainingExamples(program, dataset)),
    (error: unknown) => lacking(program, error),
  )
  const known = 'stepsPerEpoch' in data ? data.stepsPerEpoch : undefined
  const plan = planOf(program, known ?? someSteps, program.stages[0]?.settings.seed ?? 0)
  const graph = simplify(plan.graph)
  const stages = stagesOf(program, graph, known)
  const memory = memoryOf(program, graph)
  const free = process.availableMemory()
  const measured = {
    ...noiseFor(program),
    plan,
    fits: totalBytes(memory) < free,
    flops: stages.map(({ flops }) => flops),
  }
  const engines: (EngineForecast | Unusable)[] = []
  // One after the other: they share the cores.
  for (const candidate of candidates) {
    const speed = await speedOf(candidate, program, measured, options.threads)
    engines.push('problem' in speed ? speed : { ...speed, seconds: secondsOf(speed, stages) })
  }
  return {
    pretext: program.pretext,
    data,
    batch: program.batch.size,
    parameters: parametersOf(program),
    memory,
    free,
    stages,
    engines,
  }
}

function stagesOf(program: StepProgram, graph: Graph, stepsPerEpoch: number | undefined): StageForecast[] {
  return program.stages.map(({ name, function: key, settings }) => {
    const unknown = stepsPerEpoch === undefined && settings.length.is === 'epochs'
    return {
      ...(name !== undefined && { name }),
      flops: flopsIn(functionIn(graph, key)),
      steps: unknown ? undefined : Math.round(stepsOf(settings.length, stepsPerEpoch ?? 0)),
    }
  })
}

function found({ pretext, batch }: StepProgram, examples: Int32Array): DataFound {
  const { stepsPerEpoch } = batchesOf({ pretext, batch, seed: 0 }, batch.data.name, examples)
  return { name: batch.data.name, examples: examples.length, stepsPerEpoch }
}

function lacking({ batch }: StepProgram, error: unknown): DataFound {
  const [told] = error instanceof SslError ? error.diagnostics : []
  if (!told?.code.startsWith('SSL6')) throw error
  return { name: batch.data.name, problem: told.message }
}

function secondsOf({ steps }: Speed, stages: readonly StageForecast[]): number | undefined {
  return stages.reduce<number | undefined>(
    (sum, { steps: count }, k) =>
      sum === undefined || count === undefined ? undefined : sum + count * (steps[k] ?? 0),
    0,
  )
}
