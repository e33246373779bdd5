import type { Engine } from '../../engines/engine.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { initialFrom } from '../checkpoint/init.js'
import type { Dataset } from '../data/dataset.js'
import { choose, engineOf } from '../engine/choose.js'
import { tuned } from '../engine/tuned.js'
import { type Batches, batchesOf } from '../loop/batches.js'
import type { Plan } from '../loop/plan.js'
import { openOnce } from './data.js'
import type { RunOptions } from './options.js'
import { planOf } from './plan.js'
import { type Built, programOf } from './program.js'
import { withSettings } from './settings.js'
import { type Judgement, judgementsOf, trainingExamples } from './split.js'
import { checkTuning } from './tune.js'

/** A pretext with its data, its graph and its engine: all that is known before the first step. */
export interface Prepared extends Pick<Built, 'program' | 'tuning'> {
  readonly plan: Plan
  readonly dataset: Dataset
  readonly examples: Int32Array
  readonly batches: Batches
  readonly judgements: readonly Judgement[]
  readonly engine: Engine
  /** What variables start from instead of their declared values, by path. */
  readonly given: Readonly<Record<string, Float32Array>>
}

/** Reads the data, builds the graph and checks what the evaluations will need, before anything is trained. */
export async function prepare(declared: Pretext, root: string, options: RunOptions): Promise<Prepared> {
  const pretext = withSettings(declared, options.set ?? {})
  const open = openOnce(root)
  const { program, again, tuning } = await programOf(pretext, open)
  const dataset = await open(program.batch.data)
  const judgements = options.evaluate === false ? [] : await judgementsOf(program, root, open)
  for (const judgement of judgements) checkTuning(judgement, { program, tuning })
  const examples = trainingExamples(program, dataset)
  // Seed and precision are those of the whole run.
  const { seed = 0, precision = 'f32' } = program.stages[0]?.settings ?? {}
  const batches = batchesOf({ ...program, seed }, dataset.name, examples)
  const given = options.init ? await initialFrom(program, options.init) : {}
  const plan = planOf(program, batches.stepsPerEpoch, seed, again, given)
  const chosen = await choose(options.engine, options.device)
  for (const diagnostic of chosen.passed) options.onEvent?.({ is: 'alarm', step: 0, diagnostic })
  const { threads } = options
  const engine = tuned(await engineOf(chosen), { precision, ...(threads !== undefined && { threads }) })
  return { program, tuning, plan, dataset, examples, batches, judgements, engine, given }
}
