import type * as ast from '../grammar/ast.js'
import { nearest } from '../messages/nearest.js'
import { array, literal, named, object, op } from './construct.js'
import { type Context, dataReference, emptyBody, reference, report, spanOf } from './context.js'
import type { Core, CoreDeclaration } from './core.js'
import { dataNamed } from './data-named.js'
import type { Item } from './item.js'
import { lower } from './lower/expression.js'
import { knownArguments } from './lower/schedule.js'
import { asFixed, isUnknown } from './lower/value.js'
import type { ModuleState } from './module.js'
import { resolve } from './resolve.js'
import { childOf, lookUp } from './scope.js'
import { evaluateSettings, evaluations, optimizers, runSettings, trainSettings } from './tables.js'

const contextOf = (module: ModuleState, role: 'train' | 'evaluate'): Context => ({
  module,
  scope: childOf(module.scope),
  open: [],
  owner: { role, name: role },
  statements: [],
  body: emptyBody(),
})

/** `$.train([simclr], { epochs: 20 }, { first: { epochs: 10 } })`. */
export function checkTrain(module: ModuleState, train: ast.Train): CoreDeclaration {
  const context = contextOf(module, 'train')
  const pretexts = train.pretexts.flatMap((name) => pretextNamed(name, context) ?? [])
  const plain = train.settings.filter((setting): setting is ast.Setting => setting.is === 'setting')
  const stages = train.settings.filter(
    (setting): setting is ast.StageSettings => setting.is === 'stage settings',
  )
  const entries = trainEntries(plain, pretexts, context)
  const blocks = stages.flatMap((stage): [string, Core][] => {
    checkStage(stage, pretexts, context)
    const own = stage.settings.filter(
      (setting): setting is ast.Setting => setting.is === 'setting' && ofStage(setting, stage, context),
    )
    return [[stage.name.text, object(trainEntries(own, pretexts, context))]]
  })
  for (const pretext of pretexts) checkObjectives(pretext, train, context)
  const args = [
    array(pretexts.map((item) => named(item.name))),
    object(entries),
    ...(blocks.length ? [object(blocks)] : []),
  ]
  return statementOf(op('train', ...args), train, context)
}

/** Each pretext has one `train` block. */
export function tellTrainedTwice(module: ModuleState): void {
  const context = contextOf(module, 'train')
  const known = new Set<string>()
  const trained = module.file.declarations.filter((each): each is ast.Train => each.is === 'train')
  for (const name of trained.flatMap((each) => each.pretexts)) {
    if (known.has(name.text)) report(context, 'SSL5116', { pretext: name.text }, name)
    known.add(name.text)
  }
}

/** Whether a stage may have the setting; tells where only the run has it. */
function ofStage({ name }: ast.Setting, stage: ast.StageSettings, context: Context): boolean {
  const whole = runSettings.some((known) => known === name.text)
  if (whole) report(context, 'SSL5115', { setting: name.text, stage: stage.name.text }, name)
  return !whole
}

const statementOf = (
  value: Core,
  node: ast.Located & { readonly doc?: string },
  context: Context,
): CoreDeclaration => ({
  exported: false,
  ...(node.doc !== undefined && { doc: node.doc }),
  span: spanOf(context, node),
  value: { ...value, span: spanOf(context, node) },
})

function pretextNamed(name: ast.Identifier, context: Context): Item | undefined {
  const item = context.module.pretexts.get(name.text)
  if (item) {
    resolve(item)
    return item
  }
  if (name.text !== '')
    report(
      context,
      'SSL5109',
      { name: name.text, near: nearest(name.text, context.module.pretexts.keys()) },
      name,
    )
  return undefined
}

function checkObjectives(item: Item, train: ast.Train, context: Context): void {
  const { pretext } = item
  if (!pretext) return
  const at = train.pretexts.find((name) => name.text === item.name) ?? train
  if (pretext.objectives === 0 && pretext.stages.size === 0)
    report(context, 'SSL5105', { name: item.name, what: 'the pretext' }, at)
  for (const [stage, count] of pretext.stages) {
    if (count + pretext.objectives === 0) report(context, 'SSL5105', { name: stage, what: 'the stage' }, at)
  }
}

function checkStage(stage: ast.StageSettings, pretexts: readonly Item[], context: Context): void {
  for (const item of pretexts) {
    const known = item.pretext?.stages
    if (!known || known.has(stage.name.text)) continue
    report(
      context,
      'SSL5104',
      { stage: stage.name.text, pretext: item.name, near: nearest(stage.name.text, known.keys()) },
      stage.name,
    )
  }
}

function trainEntries(
  settings: readonly ast.Setting[],
  pretexts: readonly Item[],
  context: Context,
): [string, Core][] {
  const entries: [string, Core][] = []
  const overs: Core[] = []
  for (const setting of settings) {
    const name = setting.name.text
    if (!trainSettings.some((known) => known === name)) {
      tellSetting(setting.name, '`train`', trainSettings, context)
      continue
    }
    if (setting.over) {
      if (name !== 'optimizer') {
        report(context, 'SSL5114', { setting: name }, setting.name)
        continue
      }
      const optimizer = lowerOptimizer(setting.value, context)
      const models = setting.over.flatMap((model) => modelOf(model, pretexts, context) ?? [])
      if (optimizer)
        overs.push(
          object([
            ['over', array(models)],
            ['optimizer', optimizer],
          ]),
        )
      continue
    }
    if (entries.some(([given]) => given === name)) {
      report(context, 'SSL5111', { setting: name }, setting.name)
      continue
    }
    const value = settingValue(name, setting.value, context)
    if (value) entries.push([name, value])
  }
  const both = settings.find((setting) => setting.name.text === 'steps')
  if (both && settings.some((setting) => setting.name.text === 'epochs'))
    report(context, 'SSL5102', {}, both.name)
  return overs.length ? [...entries, ['optimizers', array(overs)]] : entries
}

function tellSetting(name: ast.Identifier, place: string, known: readonly string[], context: Context): void {
  if (name.text === '') return
  const near = nearest(name.text, known)
  const fixes = near
    ? [{ title: `Replace by \`${near}\``, edits: [{ span: spanOf(context, name), text: near }] }]
    : []
  report(context, 'SSL5101', { setting: name.text, place, near, known }, name, { fixes })
}

function settingValue(name: string, e: ast.Expression, context: Context): Core | undefined {
  if (name === 'optimizer') return lowerOptimizer(e, context)
  if (name === 'precision') {
    if (e.is === 'name' && (e.text === 'f32' || e.text === 'mixed')) return literal(e.text)
    report(context, 'SSL5112', { setting: name, wanted: '`f32` or `mixed`' }, e)
    return undefined
  }
  const value = lower(e, context)
  const fixed = asFixed(value, `\`${name}\``, context, e)
  if (!fixed || value.type.is !== 'static') {
    if (fixed) report(context, 'SSL5112', { setting: name, wanted: 'a number' }, e)
    return undefined
  }
  const duration = name === 'log' || name === 'checkpoint'
  if (
    duration !== (value.type.of === 'duration') ||
    value.type.of === 'string' ||
    value.type.of === 'range' ||
    value.type.of === 'bool'
  ) {
    const wanted = duration
      ? 'a duration such as `10 steps` or `1 epoch`'
      : name === 'epochs' || name === 'steps'
        ? 'a plain number, without a unit'
        : 'a number'
    report(context, 'SSL5112', { setting: name, wanted }, e)
    return undefined
  }
  return fixed
}

function lowerOptimizer(e: ast.Expression, context: Context): Core | undefined {
  if (e.is === 'missing') return undefined
  const callee = e.is === 'call' && e.callee.is === 'name' ? e.callee : e.is === 'name' ? e : undefined
  const known = callee && optimizers.get(callee.text)
  if (!callee || !known) {
    const name = callee?.text ?? ''
    if (callee)
      report(
        context,
        'SSL5103',
        { name, what: 'optimiser', near: nearest(name, optimizers.keys()), known: [...optimizers.keys()] },
        callee,
      )
    else
      report(context, 'SSL5112', { setting: 'optimizer', wanted: 'an optimiser such as `adam(lr: 1e-3)`' }, e)
    return undefined
  }
  const entries = knownArguments(callee.text, known, e.is === 'call' ? e.arguments : [], e, context, true)
  return (
    entries && { ...op(callee.text, ...(entries.length ? [object(entries)] : [])), span: spanOf(context, e) }
  )
}

/** A model by its name: one of the file, or one that only the pretext knows. */
function modelOf(name: ast.Identifier, pretexts: readonly Item[], context: Context): Core | undefined {
  const trains = context.owner.role === 'train'
  const inner = pretexts.find((item) => item.pretext?.models.has(name.text))
  const owned =
    !trains ||
    pretexts.every((item) => !item.pretext || item.pretext.open || item.pretext.owners.has(name.text))
  if (inner) return literal(name.text)
  const entity = lookUp(context.scope, name.text)
  if (entity?.is === 'item' && entity.item.declaration.is === 'model') {
    resolve(entity.item)
    if (!owned) report(context, 'SSL5106', { model: name.text }, name)
    return reference(context, entity.item)
  }
  const pretext = pretexts.map((item) => item.name).join(', ')
  report(
    context,
    'SSL5110',
    { model: name.text, pretext, near: nearest(name.text, modelNames(pretexts, context)) },
    name,
  )
  return undefined
}

function modelNames(pretexts: readonly Item[], context: Context): string[] {
  const top = [...context.module.items.values()]
    .filter((item) => item.declaration.is === 'model')
    .map((item) => item.name)
  return [...top, ...pretexts.flatMap((item) => [...(item.pretext?.models.keys() ?? [])])]
}

/** `$.evaluate([[simclr, f]], { test: held_out }, [$.knn({ k: 20 })])`. */
export function checkEvaluate(module: ModuleState, evaluate: ast.Evaluate): CoreDeclaration {
  const context = contextOf(module, 'evaluate')
  const targets = evaluate.targets.flatMap((target) => {
    const pretext = pretextNamed(target.pretext, context)
    const model = pretext && modelOf(target.model, [pretext], context)
    if (!pretext || !model) return []
    tellHead(target.model, pretext, context)
    return [array([named(pretext.name), model])]
  })
  const settings: [string, Core][] = []
  const items: Core[] = []
  for (const item of evaluate.items) {
    if (item.is === 'setting') {
      const data = dataSetting(item, context)
      if (data) settings.push([item.name.text, data])
    } else {
      const core = lowerEvaluation(item, context)
      if (core) items.push(core)
    }
  }
  tellSameData(evaluate, context)
  return statementOf(op('evaluate', array(targets), object(settings), array(items)), evaluate, context)
}

/** Without `fit` everything is fitted on the data of the pretext. */
function tellSameData(evaluate: ast.Evaluate, context: Context): void {
  const given = (name: string) =>
    evaluate.items.find((item): item is ast.Setting => item.is === 'setting' && item.name.text === name)
  const [fit, test] = evaluateSettings.map(given)
  if (test?.value.is !== 'name') return
  const data = test.value.text
  const fitted = fit
    ? [fit.value.is === 'name' ? fit.value.text : undefined]
    : evaluate.targets.map((target) => context.module.pretexts.get(target.pretext.text)?.pretext?.data)
  if (fitted.includes(data)) report(context, 'SSL5108', { data }, test)
}

function tellHead(name: ast.Identifier, pretext: Item, context: Context): void {
  const entity = lookUp(context.scope, name.text)
  const value =
    pretext.pretext?.models.get(name.text) ?? (entity?.is === 'item' ? entity.item.value : undefined)
  if (value?.type.is === 'callable' && value.type.role === 'head')
    report(context, 'SSL5107', { model: name.text }, name)
}

function dataSetting(setting: ast.Setting, context: Context): Core | undefined {
  if (!evaluateSettings.some((known) => known === setting.name.text)) {
    tellSetting(setting.name, '`evaluate`', evaluateSettings, context)
    return undefined
  }
  if (setting.value.is === 'name') {
    const data = dataNamed(setting.value, context)
    return data && dataReference(context, data)
  }
  if (!isUnknown(lower(setting.value, context)))
    report(context, 'SSL5112', { setting: setting.name.text, wanted: 'the name of data' }, setting.value)
  return undefined
}

function lowerEvaluation(item: ast.Evaluation, context: Context): Core | undefined {
  const name = item.name.text
  const known = evaluations.get(name)
  if (!known) {
    if (name !== '')
      report(
        context,
        'SSL5103',
        { name, what: 'evaluation', near: nearest(name, evaluations.keys()), known: [...evaluations.keys()] },
        item.name,
      )
    return undefined
  }
  const entries = knownArguments(name, known, item.arguments, item, context)
  return entries && { ...op(name, ...(entries.length ? [object(entries)] : [])), span: spanOf(context, item) }
}
