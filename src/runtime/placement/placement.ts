import type { Placed } from '../../engines/placement/placed.js'
import { functionIn } from '../../graph/function.js'
import type { StepProgram } from '../../program/step/program.js'
import { choose, engineOf } from '../engine/choose.js'
import { checkPrecision } from '../engine/precision.js'
import { tuned } from '../engine/tuned.js'
import { noiseFor, noiseInputs } from '../forecast/noise.js'
import type { RunOptions } from '../run/options.js'
import { planOf } from '../run/plan.js'

/** What of a step of a stage runs where. */
export interface Placement {
  readonly engine: string
  /** The function of the graph. */
  readonly function: string
  readonly operators: readonly Placed[]
  /** What the main thread makes and feeds: how many inputs of each kind. */
  readonly host: Readonly<Record<string, number>>
}

/** Any number does: no schedule is looked at. */
const someSteps = 1000

/** Runs one step of each stage on noise, and tells what its engine says of it. */
export async function placementOf(
  program: StepProgram,
  options: Pick<RunOptions, 'engine' | 'device' | 'threads'>,
): Promise<Placement[]> {
  const { precision = 'f32', seed = 0 } = program.stages[0]?.settings ?? {}
  const { threads } = options
  const chosen = await engineOf(await choose(options.engine, options.device))
  checkPrecision(program, chosen)
  const engine = tuned(chosen, { precision, ...(threads !== undefined && { threads }) })
  const plan = planOf(program, someSteps, seed)
  const noise = noiseFor(program)
  const placements: Placement[] = []
  for (const stage of plan.stages) {
    const { function: name } = stage
    const call = { name, variables: plan.initial(), inputs: noiseInputs(stage, noise, 0) }
    const operators = await engine.place(plan.graph, call)
    placements.push({ engine: engine.name, function: name, operators, host: hostOf(program, name) })
  }
  return placements
}

function hostOf(program: StepProgram, name: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const input of Object.keys(functionIn(program.graph, name).inputs)) {
    const kind = kindOf(program, input)
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

function kindOf({ batch, draws }: StepProgram, input: string): string {
  if (batch.inputs.includes(input)) return `data ${batch.data.name}`
  if (input === batch.at) return 'numbers of the examples'
  const site = draws[input]
  return site ? `draws, ${site.distribution.is}` : 'schedules'
}
