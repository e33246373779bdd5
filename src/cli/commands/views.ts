import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { fail } from '../../messages/catalogue.js'
import { type EngineChoice, engineChoice, withEngineOptions } from '../engine-options.js'
import { examples } from '../examples.js'
import { reason } from '../files.js'
import { loadProgram } from '../load.js'
import { collect, wholeNumber } from '../options.js'
import { note, printJson } from '../output.js'
import { withPlaces } from '../placed.js'

interface Options extends EngineChoice {
  output: string
  pretext?: string
  count: number
  step: number
  set?: string[]
  json?: boolean
}

/** `sslang views`: what the augmentations do, as a picture. */
export const views = (): Command =>
  withEngineOptions(new Command('views'), 'reference')
    .summary('draw a sheet of examples and their augmented views')
    .description(
      'Writes a picture with a line for each example: the example itself, then the views that models see.',
    )
    .argument('<file>', 'a .ssl file')
    .option('-o, --output <file>', 'the .png file to write', 'views.png')
    .option('--pretext <name>', 'of this pretext; the first by default')
    .option('--count <n>', 'how many examples, at most a batch', wholeNumber('--count', 1), 8)
    .option('--step <n>', 'the step whose draws are shown', wholeNumber('--step'), 0)
    .option('--set <path=value>', 'change a setting; repeatable', collect)
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', examples('sslang views simclr.ssl -o views.png'))
    .action(async (path: string, options: Options) => {
      const { checked, pretexts, root } = await loadProgram(path, options.set)
      const known = Object.keys(pretexts)
      const name = options.pretext ?? known[0] ?? fail('SSL8010', { path })
      const pretext = pretexts[name] ?? fail('SSL8009', { name, known })
      const { count, step, output } = options
      const png = await withPlaces(checked, () =>
        pretext.views({ root, count, step, ...engineChoice(options) }),
      )
      if (!png) return fail('SSL8023', { name })
      try {
        writeFileSync(output, png)
      } catch (cause) {
        fail('SSL8004', { path: output, reason: reason(cause) })
      }
      if (options.json) printJson({ output, pretext: name })
      else note(`wrote ${output}: examples of ${name} and their views`)
    })
