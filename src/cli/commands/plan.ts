import { Command } from 'commander'
import { fail } from '../../messages/catalogue.js'
import type { Forecast } from '../../runtime/forecast/forecast.js'
import { type EngineChoice, withEngineOptions } from '../engine-options.js'
import { examples } from '../examples.js'
import { forecastText } from '../forecast.js'
import { loadProgram } from '../load.js'
import { collect } from '../options.js'
import { print, printJson } from '../output.js'
import { withPlaces } from '../placed.js'

interface Options extends EngineChoice {
  set?: string[]
  json?: boolean
}

/** `sslang plan`: what a training takes, before it starts. */
export const plan = (): Command =>
  withEngineOptions(new Command('plan'))
    .summary('say what a training takes, before it starts')
    .description(
      'Counts parameters, operations and memory of each pretext, and says how long its training takes: on each engine, or on the one and the device that are asked for. The data need not be there.',
    )
    .argument('<file>', 'a .ssl file')
    .option('--set <path=value>', 'change a setting; repeatable', collect)
    .option('--json', 'print the findings as JSON')
    .addHelpText(
      'after',
      examples('sslang plan simclr.ssl', 'sslang plan simclr.ssl --set train.epochs=50 --device webgpu'),
    )
    .action(async (path: string, { set, json, ...chosen }: Options) => {
      const { checked, pretexts, root } = await loadProgram(path, set)
      if (Object.keys(pretexts).length === 0) fail('SSL8010', { path })
      const forecasts: Forecast[] = []
      for (const pretext of Object.values(pretexts)) {
        const one = await withPlaces(checked, () => pretext.forecast({ root, ...chosen }))
        forecasts.push(one)
        if (!json) print(`${forecasts.length > 1 ? '\n' : ''}${forecastText(one)}`)
      }
      if (json) printJson(forecasts)
    })
