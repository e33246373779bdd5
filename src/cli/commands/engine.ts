import { Argument, Command } from 'commander'
import type { Tell } from '../../engines/tensorflow/install/progress.js'
import { examples } from '../examples.js'
import { note, print, printJson } from '../output.js'
import { progressBar } from '../progress.js'

/** The engines that do not come with the package. */
const addable = () => new Argument('<name>', 'the engine').choices(['tensorflow'])

/** `sslang engine`: engines that are installed beside any project. */
export const engine = (): Command =>
  new Command('engine')
    .summary('add, remove and list engines')
    .description(
      'Engines are installed in a folder of their own outside of any project: SSLANG_ENGINES, or the cache of the user.',
    )
    .addHelpText('after', examples('sslang engine add tensorflow', 'sslang engine list'))
    .addCommand(add())
    .addCommand(remove())
    .addCommand(list())

const add = (): Command =>
  new Command('add')
    .summary('install an engine')
    .description(
      "Installs TensorFlow: the npm package's own library or, where its host is out of reach, that of the Python package, from the index that pip and uv use. The second way needs a C++ compiler, and no Python. A download that breaks off is taken up again.",
    )
    .addArgument(addable())
    .option('--gpu', 'with CUDA and its libraries, so that the machine needs nothing but the driver')
    .option('--version <version>', 'of the TensorFlow library, from the Python package, such as 2.15.1')
    .addHelpText('after', examples('sslang engine add tensorflow', 'sslang engine add tensorflow --gpu'))
    .action(async (_: string, { gpu = false, version }: { gpu?: boolean; version?: string }) => {
      const { installTensorFlow } = await import('../../engines/tensorflow/install/install.js')
      const told = teller()
      const done = await installTensorFlow({ gpu, version }, told.tell).finally(told.end)
      const how = done.before ? 'is here already' : 'is installed and works'
      print(`TensorFlow ${done.tensorflow} ${how}: ${done.folder}`)
      if (done.withoutGpu) note(`on the CPU only: ${done.withoutGpu}; \`sslang doctor\` says what is missing`)
    })

const remove = (): Command =>
  new Command('remove')
    .summary('remove an engine that was added')
    .description('Removes an engine and what is left of its downloads.')
    .addArgument(addable())
    .addHelpText('after', examples('sslang engine remove tensorflow'))
    .action(async () => {
      const { removeTensorFlow } = await import('../../engines/tensorflow/install/remove.js')
      print(
        removeTensorFlow() ? 'TensorFlow is removed' : 'TensorFlow was not installed by `sslang engine add`',
      )
    })

const list = (): Command =>
  new Command('list')
    .summary('list the engines')
    .description('Lists the engines and where they are. `sslang doctor` tries them.')
    .option('--json', 'print the list as JSON')
    .addHelpText('after', examples('sslang engine list'))
    .action(async ({ json }: { json?: boolean }) => {
      const { enginesListed } = await import('../engines.js')
      const engines = enginesListed()
      if (json) return printJson(engines)
      for (const { name, what } of engines) print(`${name.padEnd(10)}  ${what}`)
    })

/** Bars where bytes are counted, lines for the rest. */
function teller(): { tell: Tell; end: () => void } {
  let bar: ReturnType<typeof progressBar> | undefined
  let [label, shown] = ['', -1]
  const end = () => {
    bar?.end()
    bar = undefined
  }
  const tell: Tell = (doing, done, total) => {
    if (doing !== label) end()
    label = doing
    if (done === undefined || total === undefined) return note(doing)
    const [now, last] = [Math.ceil(done / 1e6), Math.ceil(total / 1e6)]
    if (bar && now === shown) return
    shown = now
    bar ??= progressBar()
    bar.show({ label, done: now, total: last, unit: 'MB' })
  }
  return { tell, end }
}
