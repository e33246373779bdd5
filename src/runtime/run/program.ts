import { SslError } from '../../messages/diagnostic.js'
import type { DataFacts } from '../../program/definition/build.js'
import type { Data } from '../../program/pretext/data.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { batchOf } from '../../program/step/batch-of.js'
import { buildStep } from '../../program/step/build-step.js'
import { buildTuning, type TuneOptions } from '../../program/step/build-tuning.js'
import type { StepProgram } from '../../program/step/program.js'
import type { Dataset } from '../data/dataset.js'
import { withSourceOrigins } from './origins.js'

/**
 * The graph of a pretext. Few programs ask how many examples there are: only for these the data is opened
 * first.
 */
export async function programOf(
  pretext: Pretext,
  open: (data: Data) => Promise<Pick<Dataset, 'count'>>,
): Promise<Built> {
  try {
    return built(pretext, {})
  } catch (error) {
    if (!(error instanceof SslError) || error.diagnostics[0]?.code !== 'SSL3126') throw error
  }
  const batch = batchOf(pretext)
  const { count } = await open(batch.data)
  return built(pretext, { [batch.data.name]: { count } })
}

/** A program, and how it is built once more with nodes that know where they were written. */
export interface Built {
  readonly program: StepProgram
  readonly again: () => StepProgram
  /** The program that trains one of its models with labels. */
  readonly tuning: (options: TuneOptions) => StepProgram
}

function built(pretext: Pretext, data: DataFacts): Built {
  const program = buildStep(pretext, { data })
  const tuning = (options: TuneOptions): StepProgram => buildTuning(pretext, data, options)
  return { program, tuning, again: () => withSourceOrigins(() => buildStep(pretext, { data })) }
}
