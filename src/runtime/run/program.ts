import { SslError } from '../../messages/diagnostic.js'
import type { DataFacts } from '../../program/definition/build.js'
import type { Data } from '../../program/pretext/data.js'
import type { Pretext } from '../../program/pretext/pretext.js'
import { buildStep } from '../../program/step/build-step.js'
import type { StepProgram } from '../../program/step/program.js'
import type { Dataset } from '../data/dataset.js'

/**
 * The graph of a pretext. Few programs ask how many examples there are: only for these the data is opened
 * first, and found by building once with symbols.
 */
export async function programOf(
  pretext: Pretext,
  open: (data: Data) => Promise<Pick<Dataset, 'count'>>,
): Promise<StepProgram> {
  try {
    return buildStep(pretext)
  } catch (error) {
    if (!(error instanceof SslError) || error.diagnostics[0]?.code !== 'SSL3126') throw error
  }
  const { batch } = buildStep(pretext, { symbolic: true })
  const { count } = await open(batch.data)
  const data: DataFacts = { [batch.data.name]: { count } }
  return buildStep(pretext, { data })
}
