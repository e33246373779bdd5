import { Command } from 'commander'
import { fail } from '../../messages/catalogue.js'
import type { StepProgram } from '../../program/index.js'
import type { Placement } from '../../runtime/placement/placement.js'
import { emitProgram } from '../emitted.js'
import { type EngineChoice, engineChoice, withEngineOptions } from '../engine-options.js'
import { examples } from '../examples.js'
import { exit } from '../exit.js'
import { readText } from '../files.js'
import { collect } from '../options.js'
import { hasErrors, print, printJson, report } from '../output.js'
import { withPlaces } from '../placed.js'
import { placementText } from '../placement.js'
import { type Checked, checkProgram, originText } from '../program.js'
import { columns } from '../table.js'

/** What each stage shows, in the order of the compiler. */
const stages = {
  tokens: 'the words of the text',
  ast: 'the syntax tree, as JSON',
  core: 'the checked program, as JSON',
  typescript: 'the emitted module',
  configuration: 'every setting with its value and where it comes from',
  step: 'the graph of a training step: forward, gradients, updates',
  simplified: 'that graph after the passes, for an engine without kernels',
  placement: 'what of a step runs where, told by the engine that runs one on noise',
} as const

type Stage = keyof typeof stages

const isStage = (name: string): name is Stage => Object.hasOwn(stages, name)

const listed = Object.entries(stages)
  .map(([name, what]) => `  ${name.padEnd(15)}${what}`)
  .join('\n')

interface Options extends EngineChoice {
  stage: string
  pretext?: string
  set?: string[]
  json?: boolean
}

/** `sslang inspect`: what the compiler makes of a program. */
export const inspect = (): Command =>
  withEngineOptions(new Command('inspect'), 'auto')
    .summary('show what the compiler makes of a program, stage by stage')
    .description('Prints one stage of the way from a program to what an engine runs.')
    .argument('<file>', 'a .ssl file')
    .requiredOption('--stage <stage>', `one of ${Object.keys(stages).join(', ')}`)
    .option('--pretext <name>', 'for graphs: only this pretext')
    .option('--set <path=value>', 'change a setting; repeatable', collect)
    .option('--json', 'print the stage as JSON where it has a form for programs')
    .addHelpText('after', `\nStages:\n${listed}\n`)
    .addHelpText(
      'after',
      examples(
        'sslang inspect --stage typescript simclr.ssl',
        'sslang inspect --stage placement --engine onnx --device webgpu simclr.ssl',
      ),
    )
    .action(async (path: string, options: Options) => {
      const { stage } = options
      if (!isStage(stage)) fail('SSL8015', { stage, known: Object.keys(stages) })
      process.exitCode = await show(path, stage, options)
    })

async function show(path: string, stage: Stage, options: Options): Promise<number> {
  if (stage === 'tokens') return showTokens(path, options.json === true)
  if (stage === 'ast') return showTree(path)
  const checked = await checkProgram(path, options.set)
  await report(checked.diagnostics, { texts: checked.texts })
  if (hasErrors(checked.diagnostics)) return exit.input
  if (stage === 'core') printJson(checked.modules.get(path))
  else if (stage === 'typescript') print((await emitProgram(checked))[0]?.text ?? '')
  else if (stage === 'configuration') showConfiguration(checked, options.json === true)
  else if (stage === 'placement') await showPlacements(checked, options)
  else await showGraphs(checked, stage === 'simplified', options.pretext)
  return exit.ok
}

async function showTokens(path: string, json: boolean): Promise<number> {
  const { lex } = await import('../../grammar/lexer.js')
  const { tokens, diagnostics } = lex(readText(path), path)
  const rows = tokens.map((token) => ({
    type: token.tokenType.name,
    text: token.image,
    start: token.startOffset,
  }))
  if (json) printJson(rows)
  else
    print(
      rows
        .map(({ type, text, start }) => `${String(start).padStart(6)}  ${type.padEnd(14)}${text}`)
        .join('\n'),
    )
  await report(diagnostics)
  return hasErrors(diagnostics) ? exit.input : exit.ok
}

async function showTree(path: string): Promise<number> {
  const { parse } = await import('../../grammar/parser.js')
  const { file, diagnostics } = parse(readText(path), path)
  printJson(file)
  await report(diagnostics)
  return hasErrors(diagnostics) ? exit.input : exit.ok
}

function showConfiguration(checked: Checked, json: boolean): void {
  const values = checked.configuration()
  if (json) printJson(values)
  else print(columns(values.map((one) => [one.path, one.value, originText(one, checked)])))
}

async function showPlacements(checked: Checked, options: Options): Promise<void> {
  const { placementOf } = await import('../../runtime/placement/placement.js')
  const placements: (Placement & { readonly pretext: string })[] = []
  for (const program of chosenPretexts(checked, options.pretext)) {
    const found = await withPlaces(checked, () => placementOf(program, engineChoice(options)))
    placements.push(...found.map((one) => ({ pretext: program.pretext, ...one })))
  }
  if (options.json) printJson(placements)
  else print(placements.map(placementText).join('\n\n'))
}

/** The pretexts of a program, or the one that is asked for. */
function chosenPretexts({ pretexts, path }: Checked, only?: string): StepProgram[] {
  const known = Object.keys(pretexts)
  if (known.length === 0) fail('SSL8010', { path })
  if (only === undefined) return Object.values(pretexts)
  return [pretexts[only] ?? fail('SSL8009', { name: only, known })]
}

async function showGraphs(checked: Checked, simplified: boolean, only?: string): Promise<void> {
  const { print: printGraph } = await import('../../graph/passes/print.js')
  const { simplify } = await import('../../graph/passes/simplify.js')
  const { moveMirrors } = await import('../../graph/passes/mirror.js')
  const { foldNormalization } = await import('../../graph/passes/normalization.js')
  for (const { pretext, graph } of chosenPretexts(checked, only)) {
    const shown = simplified ? foldNormalization(moveMirrors(simplify(graph))) : graph
    print(`# ${pretext}\n${printGraph(shown)}`)
  }
}
