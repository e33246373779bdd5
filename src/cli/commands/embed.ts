import { dirname, extname, resolve } from 'node:path'
import { Command } from 'commander'
import { fail } from '../../messages/catalogue.js'
import { type EngineChoice, engineChoice, withEngineOptions } from '../engine-options.js'
import { examples } from '../examples.js'
import { isFolder, reason } from '../files.js'
import { note, printJson } from '../output.js'
import { withPlaces } from '../placed.js'
import { loadRun } from '../run.js'
import { shownTraining } from '../training.js'

interface Options extends EngineChoice {
  engine: string
  output: string
  model?: string
  json?: boolean
}

/** `sslang embed`: the features of other data. */
export const embed = (): Command =>
  withEngineOptions(new Command('embed'), 'auto')
    .summary('write the features of data as a NumPy file')
    .description('Computes the features that the encoder of a run gives for data of the same type.')
    .argument('<run>', 'a run folder')
    .argument('<path>', 'an idx, npy or csv file, or a folder of pictures')
    .requiredOption('-o, --output <file>', 'the .npy file to write')
    .option('--model <name>', 'which encoder; the first that the program evaluates by default')
    .option('--json', 'print what was written as JSON')
    .addHelpText(
      'after',
      examples('sslang embed runs/simclr/simclr/2026-01-31T10.20.30.400-0 photos -o features.npy'),
    )
    .action(async (folder: string, path: string, options: Options) => {
      const { checked, pretext, root } = await loadRun(folder)
      const program = checked.pretexts[pretext.name]
      const known = (program?.evaluations ?? []).map(({ model }) => model)
      const model = options.model ?? known[0] ?? ''
      if (!known.includes(model)) fail('SSL8021', { model, known })
      const features = await withPlaces(checked, async () => {
        const view = shownTraining(checked.texts, options.engine)
        const run = await pretext.load(folder, { root, ...engineChoice(options), onEvent: view.event })
        await view.end()
        const dataset = await open(path, program?.batch.data.fields ?? [])
        return run.model(model).features(dataset)
      })
      await write(options.output, features)
      const { count, size } = features
      if (options.json) printJson({ output: options.output, model, shape: [count, size] })
      else note(`wrote ${options.output}: ${count} × ${size} features of ${model}`)
    })

type Fields = NonNullable<
  Awaited<ReturnType<typeof loadRun>>['checked']['pretexts'][string]
>['batch']['data']['fields']

const pictures = ['png', 'jpg', 'jpeg', 'jfif', 'webp', 'gif', 'avif', 'heic', 'bmp', 'tif', 'tiff', 'svg']

/** By their ends; a picture by itself is told of as what should be a folder. */
const kinds: Readonly<Record<string, 'npy' | 'csv' | 'folder'>> = {
  '.npy': 'npy',
  '.csv': 'csv',
  ...Object.fromEntries(pictures.map((end) => [`.${end}`, 'folder' as const])),
}

/** The data at a path, read as the program's own data is declared. */
async function open(path: string, fields: Fields) {
  const { openData } = await import('../../runtime/data/open.js')
  const is = isFolder(path) ? 'folder' : (kinds[extname(path).toLowerCase()] ?? 'idx')
  const declared = fields.map(({ name, kind, shape }) => ({ kind, shape, ...(name !== '' && { name }) }))
  return openData(
    { name: path, fields: declared, source: { is, path: resolve(path) } },
    dirname(resolve(path)),
  )
}

async function write(
  path: string,
  { values, count, size }: { values: Float32Array; count: number; size: number },
): Promise<void> {
  const { writeNpy } = await import('../../runtime/data/npy.js')
  const { writeAtomically } = await import('../../runtime/checkpoint/write.js')
  try {
    await writeAtomically(path, writeNpy(values, [count, size]))
  } catch (cause) {
    fail('SSL8004', { path, reason: reason(cause) })
  }
}
