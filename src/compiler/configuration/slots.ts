import type * as ast from '../../grammar/ast.js'
import { type Call, callsIn } from './calls.js'
import {
  evaluations,
  everywhere,
  type Parameters,
  settings,
  sliceOf,
  sources,
  trainDefaults,
} from './parameters.js'
import { inserting, replacing, type Slot, within } from './slot.js'

/** A file, its text, and the configuration of the definitions that it sees. */
export interface Program {
  readonly file: ast.File
  readonly text: string
  readonly definitions: ReadonlyMap<string, Parameters>
}

type Known = ReadonlyMap<string, Parameters>

/** Every setting, default and constant of a file (language reference, "Operative configuration"). */
export function slotsOf(program: Program): readonly Slot[] {
  return program.file.declarations.flatMap((declaration) => ofDeclaration(program, declaration))
}

function ofDeclaration(program: Program, declaration: ast.Declaration): readonly Slot[] {
  const { declarations } = program.file
  switch (declaration.is) {
    case 'constant':
      return [valueSlot(declaration.name.text, declaration.value, program)]
    case 'model':
      return underSlot(program, declaration.name.text, declaration.value, known(program))
    case 'data':
      return underSlot(program, declaration.name.text, declaration.source, sources)
    case 'definition':
      return ofDefinition(program, declaration)
    case 'pretext':
      return ofSteps(program, declaration.name.text, declaration.steps)
    case 'train': {
      const several = declarations.filter(({ is }) => is === 'train').length > 1
      const names = declaration.pretexts.map(({ text }) => (several ? `train.${text}` : 'train'))
      return [...new Set(names)].flatMap((path) => ofTrain(program, path, declaration))
    }
    case 'evaluate': {
      const several = declarations.filter(({ is }) => is === 'evaluate').length > 1
      const names = declaration.targets.map(({ pretext }) =>
        several ? `evaluate.${pretext.text}` : 'evaluate',
      )
      return [...new Set(names)].flatMap((path) => ofEvaluate(program, path, declaration))
    }
  }
}

const known = ({ definitions }: Program): Known => new Map([...everywhere, ...definitions])

const valueSlot = (path: string, node: ast.Expression, { text }: Program): Slot => ({
  path,
  value: sliceOf(text, node),
  written: node,
  edit: replacing(node),
})

function ofDefinition(program: Program, definition: ast.Definition): readonly Slot[] {
  const path = definition.name.text
  const own = (definition.configuration ?? []).flatMap((parameter) =>
    parameter.default ? [valueSlot(`${path}.${parameter.name.text}`, parameter.default, program)] : [],
  )
  const values = [...definition.body.flatMap(valuesOf), definition.value]
  return [...own, ...underAll(program, path, values)]
}

/** Steps share one counting; models, batches and stages have names of their own. */
function ofSteps(program: Program, path: string, steps: readonly ast.Step[]): readonly Slot[] {
  const named = steps.flatMap((step): readonly Slot[] => {
    if (step.is === 'model')
      return underSlot(program, `${path}.${step.name.text}`, step.value, known(program))
    if (step.is === 'batch') return ofBatch(program, `${path}.batch`, step)
    return step.is === 'stage' ? ofSteps(program, `${path}.${step.name.text}`, step.steps) : []
  })
  return [...named, ...underAll(program, path, steps.flatMap(valuesOf))]
}

/** The expressions of a step that has no name in paths. */
function valuesOf(step: ast.Step): readonly ast.Expression[] {
  if (step.is === 'model' || step.is === 'batch' || step.is === 'stage') return []
  return step.is === 'require' ? [step.condition] : [step.value]
}

function ofBatch(program: Program, path: string, batch: ast.Batch): readonly Slot[] {
  const written = batch.settings.map(({ name, value }) => valueSlot(`${path}.${name.text}`, value, program))
  if (batch.settings.some(({ name }) => name.text === 'shuffle')) return written
  const edit = inserting(batch.end, ', shuffle: ')
  return [...written, { path: `${path}.shuffle`, value: 'true', written: undefined, edit }]
}

function ofTrain(program: Program, path: string, block: ast.Train): readonly Slot[] {
  const open = program.text.indexOf('{', block.pretexts.at(-1)?.end) + 1
  const missing = Object.entries(trainDefaults).flatMap(([name, value]): readonly Slot[] => {
    if (isWritten(block.settings, name)) return []
    return missingSetting(path, name, value, block.settings, open)
  })
  return [...ofSettings(program, path, block.settings), ...missing]
}

/** In the block, or the length of the run in its stages. */
function isWritten(written: ast.Train['settings'], name: string): boolean {
  return written.some((setting) => {
    if (setting.is === 'setting') return !setting.over && setting.name.text === name
    return (
      name === 'epochs' && (isWritten(setting.settings, 'epochs') || isWritten(setting.settings, 'steps'))
    )
  })
}

/** `epochs` and `steps` exclude each other: one takes the place of the other. */
function missingSetting(
  path: string,
  name: string,
  value: string | undefined,
  written: ast.Train['settings'],
  open: number,
): readonly Slot[] {
  const rival = name === 'steps' ? 'epochs' : name === 'epochs' ? 'steps' : undefined
  const replaced = written.find((setting) => setting.is === 'setting' && setting.name.text === rival)
  const edit = replaced ? { ...replacing(replaced), before: `${name}: ` } : inserting(open, ` ${name}: `, ' ')
  const slot: Slot = {
    path: `${path}.${name}`,
    value: replaced ? undefined : value,
    written: undefined,
    edit,
  }
  if (name !== 'optimizer') return [slot]
  const inside = (settings.get('adam')?.list ?? []).map(
    (parameter): Slot => ({
      path: `${slot.path}.${parameter.name}`,
      value: parameter.default,
      written: undefined,
      edit: within(edit, `adam(${parameter.name}: `, ')'),
    }),
  )
  return [slot, ...inside]
}

function ofSettings(program: Program, path: string, written: ast.Train['settings']): readonly Slot[] {
  return written.flatMap((setting): readonly Slot[] => {
    if (setting.is === 'stage settings')
      return ofSettings(program, `${path}.${setting.name.text}`, setting.settings)
    const over = setting.over?.map((model) => `.${model.text}`).join('') ?? ''
    return ofSetting(program, `${path}.${setting.name.text}${over}`, setting, settings)
  })
}

const ofSetting = (program: Program, path: string, setting: ast.Setting, calls: Known): readonly Slot[] => [
  valueSlot(path, setting.value, program),
  ...underSlot(program, path, setting.value, calls),
]

function ofEvaluate(program: Program, path: string, block: ast.Evaluate): readonly Slot[] {
  const names = block.items.flatMap((item) => (item.is === 'evaluation' ? [item.name.text] : []))
  const counts = new Map<string, number>()
  return block.items.flatMap((item): readonly Slot[] => {
    const { text } = item.name
    if (item.is === 'setting') return ofSetting(program, `${path}.${text}`, item, evaluations)
    const count = (counts.get(text) ?? 0) + 1
    counts.set(text, count)
    const repeated = names.filter((name) => name === text).length > 1
    const parameters = evaluations.get(text)
    const call = { name: text, arguments: item.arguments, open: item.name.end, closed: item.end - 1 }
    return parameters
      ? ofCall(program, `${path}.${text}${repeated ? count : ''}`, { ...call, parameters }, evaluations)
      : []
  })
}

/** Values without a name of their own: each call adds its name, numbered where it is repeated. */
function underAll(program: Program, path: string, values: readonly ast.Expression[]): readonly Slot[] {
  return ofCalls(
    program,
    path,
    values.flatMap((value) => callsIn(value, known(program))),
    known(program),
  )
}

/** A named value: if it is a single call, the call adds no name. */
function underSlot(program: Program, path: string, value: ast.Expression, calls: Known): readonly Slot[] {
  const found = callsIn(value, calls)
  const [only] = found
  if (only && only.whole === value)
    return [...ofCall(program, path, only, calls), ...ofCalls(program, path, found.slice(1), calls)]
  return ofCalls(program, path, found, calls)
}

function ofCalls(program: Program, path: string, found: readonly Call[], calls: Known): readonly Slot[] {
  const counts = new Map<string, number>()
  return found.flatMap((call) => {
    const count = (counts.get(call.name) ?? 0) + 1
    counts.set(call.name, count)
    const repeated = found.filter(({ name }) => name === call.name).length > 1
    return ofCall(program, `${path}.${call.name}${repeated ? count : ''}`, call, calls)
  })
}

/** The written arguments of one call and what it leaves at its default. */
function ofCall(program: Program, path: string, call: Omit<Call, 'whole'>, calls: Known): readonly Slot[] {
  const { list, positional } = call.parameters
  const unnamed = call.arguments?.filter(({ name }) => !name) ?? []
  return list.flatMap((parameter, index): readonly Slot[] => {
    const named = call.arguments?.find(({ name }) => name?.text === parameter.name)
    const given = named ?? (index < positional ? unnamed[index] : undefined)
    const inner = `${path}.${parameter.name}`
    if (given && call.name === 'ema' && parameter.name === 'model') return []
    if (given)
      return [valueSlot(inner, given.value, program), ...underSlot(program, inner, given.value, calls)]
    return [
      { path: inner, value: parameter.default, written: undefined, edit: insertion(call, parameter.name) },
    ]
  })
}

/** Behind the last argument; without arguments between the parentheses; without those behind the name. */
function insertion(call: Omit<Call, 'whole'>, name: string): Slot['edit'] {
  if (!call.arguments) return inserting(call.open, `(${name}: `, ')')
  const last = call.arguments.at(-1)
  return last ? inserting(last.end, `, ${name}: `) : inserting(call.closed, `${name}: `)
}
