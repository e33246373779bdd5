import type { Values } from '../../engines/engine.js'
import { functionIn, nodesOf } from '../../graph/function.js'
import type { Graph, GraphFunction } from '../../graph/graph.js'
import { fail } from '../../messages/catalogue.js'
import { fillDraw } from '../../program/draw/fill.js'
import { type Duration, stepsOf } from '../../program/schedule/duration.js'
import { scheduleValue } from '../../program/schedule/value.js'
import { variablesOf } from '../../program/step/function.js'
import { initialValues } from '../../program/step/initial-values.js'
import type { StageProgram, StepProgram } from '../../program/step/program.js'
import { programHash } from '../../program/step/same.js'
import type { Feed, Plan, PlanStage, Written } from '../loop/plan.js'

/**
 * The plan of a pretext whose data has `stepsPerEpoch` whole batches; `again` builds the program once more,
 * with nodes that know where they were written; `given` values start the variables of these paths. Fails with SSL7403 (no steps).
 */
export function planOf(
  program: StepProgram,
  stepsPerEpoch: number,
  seed: number,
  again?: () => StepProgram,
  given: Readonly<Record<string, Float32Array>> = {},
): Plan {
  const { pretext, batch, stages, graph } = program
  const originOf = (name: string, place: number): Written | undefined =>
    again && (nodesOf(functionIn(again().graph, name))[place]?.origin as Written | undefined)
  const stepsOfGraph = (whole: Graph): Graph =>
    restricted(
      whole,
      Object.fromEntries(stages.map((stage) => [stage.function, functionIn(whole, stage.function)])),
    )
  const own = stepsOfGraph(graph)
  return {
    pretext,
    hash: `${programHash(program)}-${stepsPerEpoch}`,
    seed,
    originOf,
    ...(again && { again: () => stepsOfGraph(again().graph) }),
    graph: own,
    batch: { size: batch.size, shuffle: batch.shuffle },
    stages: stages.map((stage) => stageOf(program, stage, stepsPerEpoch, seed)),
    initial: () => {
      const all = initialValues(program, seed, given)
      return Object.fromEntries(Object.keys(own.variables).map((path) => [path, all[path] as Float32Array]))
    },
  }
}

/** A graph of some functions only, with the variables that these read or write. */
export function restricted(graph: Graph, functions: Readonly<Record<string, GraphFunction>>): Graph {
  const paths = new Set(Object.values(functions).flatMap((one) => [...variablesOf(one)]))
  const variables = Object.entries(graph.variables).filter(([path]) => paths.has(path))
  return { variables: Object.fromEntries(variables), functions }
}

function stageOf(program: StepProgram, stage: StageProgram, stepsPerEpoch: number, seed: number): PlanStage {
  const { settings } = stage
  const length = Math.round(stepsOf(settings.length, stepsPerEpoch))
  if (length < 1) {
    fail('SSL7403', { pretext: program.pretext, setting: durationText(settings.length), steps: length })
  }
  const often = (duration: Duration): number => Math.max(1, Math.round(stepsOf(duration, stepsPerEpoch)))
  return {
    name: stage.name,
    function: stage.function,
    steps: length,
    metrics: Object.fromEntries(stage.metrics.map((output) => [shownName(output, stage.metrics), output])),
    log: often(settings.log),
    checkpoint: often(settings.checkpoint),
    inputs: (feed) => feeds(program, stage.function, { ...feed, steps: length, seed }),
  }
}

/** A metric is shown by its own name, unless the loop has a number of that name. */
function shownName(output: string, others: readonly string[]): string {
  const name = output.replace(/^metric:/, '')
  return others.includes(name) ? output : name
}

const durationText = ({ is, count }: Duration): string => `${is}: ${count}`

/** Where in which run something is fed. */
export interface Moment extends Feed {
  /** All steps of the stage. */
  readonly steps: number
  readonly seed: number
}

/** Everything that a function of the graph is fed: data, numbers of examples, draws, scheduled numbers. */
export function feeds(program: StepProgram, name: string, moment: Moment): Values {
  const { batch, draws, schedules, graph } = program
  const { seed, step, stageStep, steps, stepsPerEpoch, examples, fields } = moment
  const values: Record<string, Values[string]> = {}
  for (const input of Object.keys(functionIn(graph, name).inputs)) {
    const field = fields[batch.inputs.indexOf(input)]
    const site = draws[input]
    const schedule = schedules[input]
    if (field) values[input] = field
    else if (input === batch.at) values[input] = examples
    else if (site) values[input] = fillDraw(site, { seed, step, examples })
    else if (schedule) {
      values[input] = Float32Array.of(scheduleValue(schedule, { step: stageStep, steps, stepsPerEpoch }))
    }
  }
  return values
}
