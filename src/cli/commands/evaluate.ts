import { Command } from 'commander'
import { type EngineChoice, withEngineOptions } from '../engine-options.js'
import { examples } from '../examples.js'
import { print, printJson } from '../output.js'
import { withPlaces } from '../placed.js'
import { resultTables } from '../results.js'
import { loadRun } from '../run.js'
import { latestRun } from '../runs.js'
import { shownTraining } from '../training.js'

interface Options extends EngineChoice {
  engine: string
  json?: boolean
}

/** `sslang evaluate`: the evaluations of a run again. */
export const evaluate = (): Command =>
  withEngineOptions(new Command('evaluate'), 'auto')
    .summary('evaluate a run again')
    .description('Runs the evaluations of the program on the newest checkpoint of a run.')
    .argument('[run]', 'a run folder; the newest run by default')
    .option('--json', 'print the results as JSON')
    .addHelpText(
      'after',
      examples('sslang evaluate', 'sslang evaluate runs/simclr/simclr/2026-01-31T10.20.30.400-0'),
    )
    .action(async (given: string | undefined, { json, ...chosen }: Options) => {
      const folder = given ?? latestRun()
      const { checked, pretext, root } = await loadRun(folder)
      const view = shownTraining(checked.texts, chosen.engine)
      const onEvent = json ? () => undefined : view.event
      const { results } = await withPlaces(checked, () => pretext.judge(folder, { root, ...chosen, onEvent }))
      await view.end()
      if (json) printJson({ run: folder, results })
      else print(resultTables(results))
    })
