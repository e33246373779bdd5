import { Command } from 'commander'
import { devices } from '../../engines/engine.js'
import { fail } from '../../messages/catalogue.js'
import { engineNamed } from '../../runtime/engine/choose.js'
import { engineNames } from '../../runtime/engine/known.js'
import { callDefinition } from '../calling.js'
import { examples } from '../examples.js'
import { readText } from '../files.js'
import { wholeNumber } from '../options.js'
import { print, printJson } from '../output.js'

interface Options {
  input: string
  grad?: string
  engine: string
  device?: string
  weights?: string
  seed: number
  step: number
  example: number
  training: boolean
  json?: boolean
}

const notes = `
The input is one JSON object of named arguments, configuration and data together. Tensors are nested
arrays, ranges are [low, high], and a configuration value may be a string in the language's syntax, such
as "batch_norm(groups: 8)". A definition of one example is lifted where an argument has a batch axis in
front. The answer is { "value", "shape", "gradients" }; where the value is a tensor, the gradients are
those of the sum of its numbers.`

/** `sslang call`: any definition on plain numbers. */
export const call = (): Command =>
  new Command('call')
    .summary('evaluate a definition on plain numbers, with gradients')
    .description('Evaluates a definition of the library (std.losses.nt_xent) or of a file (my.ssl.my_loss).')
    .argument('<definition>', 'its path')
    .requiredOption('--input <file>', 'a JSON file with its arguments; - for standard input')
    .option('--grad <names>', 'arguments and parameter paths to differentiate by, separated by commas')
    .option('--engine <engine>', `what computes it: ${engineNames.join(', ')}`, 'reference')
    .option('--device <device>', `what the engine computes with: ${devices.join(', ')}`)
    .option(
      '--weights <file>',
      'parameters from a .safetensors file, such as a checkpoint, instead of initial values',
    )
    .option('--seed <n>', 'keys draws and initial values', wholeNumber('--seed'), 0)
    .option('--step <n>', 'keys draws', wholeNumber('--step'), 0)
    .option('--example <n>', 'keys draws: the number of the first example', wholeNumber('--example'), 0)
    .option('--no-training', 'as in evaluation: stored statistics, no dropout')
    .option('--json', 'print JSON on one line')
    .addHelpText('after', notes)
    .addHelpText('after', examples('sslang call std.losses.nt_xent --input args.json --grad u,v --json'))
    .action(async (path: string, options: Options) => {
      const input = parseInput(options.input)
      const { weights, ...keyed } = options
      const answer = await callDefinition(path, input, {
        ...keyed,
        grad: (options.grad ?? '').split(/[\s,]+/).filter(Boolean),
        engine: await engineNamed(options.engine, options.device),
        ...(weights !== undefined && { weights: await (await import('../weights.js')).readWeights(weights) }),
      })
      if (options.json) print(JSON.stringify(answer))
      else printJson(answer)
    })

function parseInput(path: string): Record<string, unknown> {
  const text = path === '-' ? readText('/dev/stdin') : readText(path)
  const what = path === '-' ? 'standard input' : path
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch (cause) {
    fail('SSL8012', { what, reason: cause instanceof Error ? cause.message : String(cause) })
  }
  return fail('SSL8012', { what, reason: 'it is no object' })
}
