import type { Pretext } from '../../program/pretext/pretext.js'
import { initialValues } from '../../program/step/initial-values.js'
import type { RunOptions } from './options.js'
import { prepare } from './prepare.js'
import { viewSheet } from './views.js'

export type ViewOptions = Pick<RunOptions, 'root' | 'engine' | 'device' | 'threads' | 'set'> & {
  /** The step whose draws are shown; 0 by default. */
  readonly step?: number
  /** How many examples; 8 by default, at most a batch. */
  readonly count?: number
}

/** A sheet of examples and their views, without training. Undefined where the program has no pictures. */
export async function sampleViews(
  pretext: Pretext,
  root: string,
  options: ViewOptions,
): Promise<Buffer | undefined> {
  const prepared = await prepare(pretext, root, { ...options, evaluate: false })
  const { program, plan, batches, dataset } = prepared
  const step = options.step ?? 0
  const examples = batches.at(step)
  const moment = {
    step,
    stageStep: 0,
    steps: 1,
    stepsPerEpoch: batches.stepsPerEpoch,
    seed: plan.seed,
    examples,
    fields: dataset.read(examples),
  }
  return viewSheet(prepared, initialValues(program, plan.seed), moment, options.count)
}
