import type * as ast from '../grammar/ast.js'
import { nearest } from '../messages/nearest.js'
import { array, arrow, literal, named, object, op } from './construct.js'
import { type Context, dataReference, emptyBody, freshName, report, spanOf } from './context.js'
import type { Core, CoreStatement } from './core.js'
import { dataNamed } from './data-named.js'
import type { ExamplePart, Item, PretextFacts } from './item.js'
import { declare } from './lower/declare.js'
import { lower } from './lower/expression.js'
import { asFixed, asTensor, isUnknown, nothing } from './lower/value.js'
import { childOf } from './scope.js'
import { inside, lowerModel, lowerStatement, push, tellUnread } from './statement.js'
import { batchSettings } from './tables.js'
import { type Axis, tensorType } from './types.js'

const batchAxis: Axis = { text: 'B', core: op('batchSize'), batch: true }

/** Checks a pretext: batch, models, values and objectives in the order of a step. */
export function checkPretext(item: Item, pretext: ast.Pretext): void {
  const { module } = item
  const statements: CoreStatement[] = []
  const scope = childOf(module.scope)
  const context: Context = {
    module,
    scope,
    open: [],
    owner: { role: 'pretext', name: item.name, item },
    statements,
    body: emptyBody(pretext.steps),
  }
  const size = op('batchSize')
  scope.names.set('B', {
    is: 'local',
    kind: 'dimension',
    name: 'B',
    value: { core: size, type: { is: 'static', of: 'int' }, fixed: size },
    span: spanOf(context, pretext.name),
    reads: 1,
    updates: 0,
  })
  const facts: PretextFacts = {
    models: new Map(),
    objectives: 0,
    stages: new Map(),
    owners: new Set(),
    open: false,
    data: undefined,
  }
  item.pretext = facts
  const objectives: Objectives = { count: 0, owned: new Set(), open: false }
  for (const step of pretext.steps) lowerStep(step, context, facts, objectives)
  facts.objectives = objectives.count
  tellUnread(context)
  const body = arrow([], { is: 'block', statements })
  item.core = {
    name: item.name,
    exported: true,
    ...(pretext.doc !== undefined && { doc: pretext.doc }),
    span: spanOf(context, pretext.name),
    value: op('pretext', literal(item.name), body),
  }
}

/** The objectives of a stage so far. */
interface Objectives {
  count: number
  readonly owned: Set<string>
  open: boolean
}

function lowerStep(step: ast.Step, context: Context, facts: PretextFacts, objectives: Objectives): void {
  switch (step.is) {
    case 'batch':
      lowerBatch(step, context, facts)
      return
    case 'metric':
      lowerMetric(step, context)
      return
    case 'minimize':
      lowerMinimize(step, context, facts, objectives)
      return
    case 'stage':
      lowerStage(step, context, facts)
      return
    case 'model': {
      lowerModel(step, context)
      const entity = context.scope.names.get(step.name.text)
      if (entity?.is === 'local') facts.models.set(step.name.text, entity.value)
      return
    }
    default:
      lowerStatement(step, context, new Map())
      return
  }
}

function lowerBatch(step: ast.Batch, context: Context, facts: PretextFacts): void {
  if (facts.data !== undefined) report(context, 'SSL2602', { pretext: context.owner.name }, step)
  facts.data = step.from.text
  const data = dataNamed(step.from, context)
  const settings = batchOptions(step, context)
  const parts = data?.example
  if (parts && parts.length !== step.names.length) {
    report(context, 'SSL2607', { data: step.from.text, parts: parts.length, names: step.names.length }, step)
  }
  const emitted = step.names.map((name) => freshName(context.body, name.text))
  const at = step.at && freshName(context.body, step.at.text)
  const sound = parts?.length === step.names.length
  for (const [n, name] of step.names.entries()) {
    declareExample(name, emitted[n] ?? name.text, sound ? parts?.[n] : undefined, context)
  }
  if (step.at && at)
    declare(context, step.at, 'batch name', { core: named(at), type: tensorType([batchAxis], 'int', false) })
  if (!data) return
  const value = op('batch', dataReference(context, data), object(settings))
  const several = emitted.length > 1
  const first = several ? freshName(context.body, 'examples') : (emitted[0] ?? 'x')
  push(context, { is: 'const', pattern: { is: 'items', names: [first, ...(at ? [at] : [])] }, value }, step)
  if (several)
    push(context, { is: 'const', pattern: { is: 'items', names: emitted }, value: named(first) }, step)
}

function declareExample(
  name: ast.Identifier,
  emitted: string,
  part: ExamplePart | undefined,
  context: Context,
): void {
  if (!part) {
    declare(context, name, 'batch name', nothing)
    return
  }
  const own = [batchAxis, ...part.type.own.map((axis) => ({ ...axis, batch: false }))]
  declare(context, name, 'batch name', { core: named(emitted), type: { ...part.type, own, lead: false } })
}

function batchOptions(step: ast.Batch, context: Context): [string, Core][] {
  const entries: [string, Core][] = []
  for (const { name, value } of step.settings) {
    const setting = name.text
    if (!batchSettings.some((known) => known === setting)) {
      report(
        context,
        'SSL5101',
        { setting, place: '`batch`', near: nearest(setting, batchSettings), known: batchSettings },
        name,
      )
      continue
    }
    if (entries.some(([given]) => given === setting)) {
      report(context, 'SSL5111', { setting }, name)
      continue
    }
    const lowered = lower(value, context)
    const fixed = asFixed(lowered, `\`${setting}\``, context, value)
    const wanted = setting === 'size' ? 'int' : 'bool'
    if (fixed && !(lowered.type.is === 'static' && lowered.type.of === wanted)) {
      report(
        context,
        'SSL5112',
        { setting, wanted: wanted === 'int' ? 'a whole number' : '`true` or `false`' },
        value,
      )
    }
    entries.push([setting, fixed ?? literal(1)])
  }
  if (!step.settings.some((setting) => setting.name.text === 'size')) report(context, 'SSL5113', {}, step)
  return entries
}

function lowerMetric(step: ast.Metric, context: Context): void {
  const value = asTensor(lower(step.value, context), context, step.value)
  if (value) push(context, { is: 'do', value: op('metric', literal(step.name.text), value.core) }, step)
}

function lowerMinimize(
  step: ast.Minimize,
  context: Context,
  facts: PretextFacts,
  objectives: Objectives,
): void {
  objectives.count++
  const value = lower(step.value, context)
  const models = (step.over ?? []).flatMap((name) => {
    const model = lower({ is: 'name', text: name.text, start: name.start, end: name.end }, context)
    facts.owners.add(name.text)
    if (objectives.owned.has(name.text)) report(context, 'SSL2604', { model: name.text }, name)
    objectives.owned.add(name.text)
    if (isUnknown(model)) return []
    if (model.type.is === 'callable') return [model.core]
    report(context, 'SSL2108', { name: name.text }, name)
    return []
  })
  if (!step.over) {
    if (objectives.open) report(context, 'SSL2603', {}, step)
    objectives.open = true
    facts.open = true
  }
  const tensor = asTensor(value, context, step.value)
  if (!tensor) return
  const options = step.over ? [object([['over', array(models)]])] : []
  const core = { ...op('minimize', tensor.core, ...options), span: spanOf(context, step.value) }
  push(context, { is: 'do', value: core }, step)
}

function lowerStage(step: ast.Stage, context: Context, facts: PretextFacts): void {
  const statements: CoreStatement[] = []
  const body = { ...context.body, taken: new Set(context.body.taken) }
  const inner = { ...inside(context, statements), body }
  if (facts.stages.has(step.name.text)) report(context, 'SSL2002', { name: step.name.text }, step.name)
  const objectives: Objectives = { count: 0, owned: new Set(), open: false }
  for (const each of step.steps) lowerStep(each, inner, facts, objectives)
  facts.stages.set(step.name.text, objectives.count)
  const value = op('stage', literal(step.name.text), arrow([], { is: 'block', statements }))
  push(context, { is: 'do', value }, step)
}
