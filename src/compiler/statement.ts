import type * as ast from '../grammar/ast.js'
import { array, arrow, literal, member, named, nameOf, object, op } from './construct.js'
import { type Context, freshName, report, spanOf, textOfNode } from './context.js'
import type { Core, CoreBody, CorePattern, CoreStatement } from './core.js'
import { freeNames } from './free.js'
import { openBinder, settleAll } from './indices/binder.js'
import { arranged } from './indices/layout.js'
import { axisOf, rangeOf } from './indices/range.js'
import { declare } from './lower/declare.js'
import { distribution } from './lower/distribution.js'
import { lower } from './lower/expression.js'
import { asCondition, asNumber, asTensor, isUnknown, nothing } from './lower/value.js'
import { declaredTensor, knownKind } from './parameter.js'
import { mayDraw, mayOwn } from './roles.js'
import { childOf, type Local, type LocalKind, lookUp } from './scope.js'
import { type CallableType, describe, type TensorType, tensorType, type Value } from './types.js'

/** Checks a statement of a body and adds what it becomes; `parameters` collects what models may show. */
export function lowerStatement(
  s: ast.Statement,
  context: Context,
  parameters: Map<string, TensorType>,
): void {
  switch (s.is) {
    case 'let':
      if (s.draw) lowerDraw(s, context)
      else lowerLet(s, context)
      return
    case 'let tuple':
      lowerLetTuple(s, context)
      return
    case 'param':
    case 'state':
      lowerOwned(s, context, parameters)
      return
    case 'update':
      lowerUpdate(s, context)
      return
    case 'model':
      lowerModel(s, context)
      return
    case 'require':
      lowerRequire(s, context)
      return
  }
}

/** Adds `const name = value` and makes the name visible. */
export function bind(
  name: ast.Identifier,
  kind: LocalKind,
  value: Value,
  s: ast.Located & { readonly doc?: string },
  context: Context,
): void {
  const emitted = freshName(context.body, name.text)
  const plain = value.fixed === value.core
  const core = named(emitted)
  const local: Value = { core, type: value.type, ...(value.fixed && { fixed: plain ? core : value.fixed }) }
  declare(context, name, kind, isUnknown(value) ? nothing : local)
  push(context, { is: 'const', pattern: nameOf(emitted), value: value.core }, s)
}

type Bare =
  | Omit<Extract<CoreStatement, { is: 'const' }>, 'span' | 'doc'>
  | Omit<Extract<CoreStatement, { is: 'do' }>, 'span' | 'doc'>

export function push(context: Context, statement: Bare, s: ast.Located & { readonly doc?: string }): void {
  context.statements.push({
    ...statement,
    span: spanOf(context, s),
    ...(s.doc !== undefined && { doc: s.doc }),
  })
}

function lowerLet(s: ast.Let, context: Context): void {
  if (!s.indices) {
    const value = lower(s.value, context)
    if (value.type.is === 'callable') {
      report(context, 'SSL2313', { name: value.type.name }, s.value)
      declare(context, s.name, 'let', nothing)
      return
    }
    bind(s.name, 'let', value, s, context)
    return
  }
  const binder = openBinder(s.indices, [s.value], context, true)
  const value = asTensor(lower(s.value, binder.inner), binder.inner, s.value)
  const whole = value && binder.sound ? arranged(value, binder.indices) : undefined
  settleAll(binder, context, value === undefined)
  if (!whole) {
    declare(context, s.name, 'let', nothing)
    return
  }
  const own = [...binder.indices.map(axisOf), ...whole.type.own]
  bind(s.name, 'let', { core: whole.core, type: { ...whole.type, letters: [], own } }, s, context)
}

function lowerDraw(s: ast.Let, context: Context): void {
  const allowed = mayDraw(s.name, context)
  const binder = openBinder(s.indices ?? [], [s.value], context, true)
  const drawn = distribution(s.value, false, binder.inner)
  const sizes = binder.indices.map((index) => rangeOf(index))
  settleAll(binder, context, drawn === undefined)
  if (!drawn || !allowed || !binder.sound) {
    declare(context, s.name, 'let', nothing)
    return
  }
  const axes = binder.indices.map(axisOf)
  const batch = context.owner.role === 'pretext' ? axes.findIndex((axis) => axis.batch) : -1
  const options: Core[] = batch >= 0 ? [object([['batch', literal(batch)]])] : []
  const core = op('draw', literal(s.name.text), drawn.core, array(sizes), ...options)
  const type = tensorType([...axes, ...drawn.own], drawn.element, context.owner.role !== 'pretext')
  bind(s.name, 'let', { core: { ...core, span: spanOf(context, s) }, type }, s, context)
}

function lowerLetTuple(s: ast.LetTuple, context: Context): void {
  const value = lower(s.value, context)
  const items = value.type.is === 'tuple' ? value.type.items : undefined
  if (!items || items.length !== s.names.length) {
    if (!isUnknown(value))
      report(context, 'SSL2307', { names: s.names.length, items: items?.length }, s.value)
    for (const name of s.names) declare(context, name, 'let', nothing)
    return
  }
  const emitted = s.names.map((name) => freshName(context.body, name.text))
  const fields = items.flatMap((item) => (item.name ? [item.name] : []))
  if (fields.length < items.length) {
    push(context, { is: 'const', pattern: { is: 'items', names: emitted }, value: value.core }, s)
  } else if (fields.every((field, n) => field === emitted[n])) {
    push(context, { is: 'const', pattern: { is: 'fields', names: emitted }, value: value.core }, s)
  } else {
    const whole = freshName(context.body, 'result')
    push(context, { is: 'const', pattern: nameOf(whole), value: value.core }, s)
    emitted.forEach((name, n) => {
      const part: CorePattern = nameOf(name)
      push(
        context,
        { is: 'const', pattern: part, value: member(named(whole), fields[n] ?? '') },
        s.names[n] ?? s,
      )
    })
  }
  s.names.forEach((name, n) => {
    declare(context, name, 'let', {
      core: named(emitted[n] ?? name.text),
      type: items[n]?.type ?? { is: 'unknown' },
    })
  })
}

function lowerOwned(s: ast.Param | ast.State, context: Context, parameters: Map<string, TensorType>): void {
  const owns = mayOwn(s.is === 'param' ? 'parameter' : 'state', s.name, context)
  const initial = s.draw ? distribution(s.value, true, context)?.core : initialValue(s.value, context)
  if (s.type.is !== 'named type' || !knownKind(s.type, context) || !initial || !owns) {
    declare(context, s.name, s.is, nothing)
    return
  }
  const type = declaredTensor(s.type, false, context)
  const sizes = (s.type.axes ?? []).flatMap((axis) => {
    if (axis === '...') return []
    return asNumber(lower(axis, context), 'the size of an axis', context, axis) ?? []
  })
  const kind = s.type.name.text
  const known = kind === 'f32' || (kind === 'unit' && drawnOf(s.value) === 'unit_sphere')
  const options = s.is === 'state' && !known ? [object([['kind', literal(kind)]])] : []
  const core = op(s.is, literal(s.name.text), array(sizes), initial, ...options)
  if (s.is === 'param') parameters.set(s.name.text, type)
  bind(s.name, s.is, { core: { ...core, span: spanOf(context, s) }, type }, s, context)
}

const drawnOf = (e: ast.Expression): string | undefined =>
  e.is === 'call' && e.callee.is === 'name' ? e.callee.text : undefined

function initialValue(e: ast.Expression, context: Context): Core | undefined {
  const value = lower(e, context)
  return asTensor(value, context, e)?.core
}

function lowerUpdate(s: ast.Update, context: Context): void {
  const entity = lookUp(context.scope, s.name.text)
  // What the value needs before it is computed with it, from the current state: inside the function.
  const statements: CoreStatement[] = []
  const inner: Context = { ...context, statements }
  const value = lower(s.value, inner)
  const rows = s.index && lower(s.index, context)
  if (entity?.is !== 'local' || entity.kind !== 'state') {
    if (entity?.is !== 'local' || !isUnknown(entity.value))
      report(context, 'SSL2107', { name: s.name.text }, s.name)
    return
  }
  entity.updates++
  const tensor = asTensor(value, inner, s.value)
  const places = rows && s.index && asTensor(rows, context, s.index)
  if (!tensor || (rows && !places)) return
  if (s.index && places?.type.element === 'f32') {
    report(context, 'SSL2402', { has: describe(places.type) }, s.index)
    return
  }
  const state = entity.value.core
  const body: CoreBody =
    statements.length > 0
      ? { is: 'block', statements: [...statements, { is: 'return', value: tensor.core }] }
      : tensor.core
  const parameter: CorePattern[] =
    state.is === 'name' && freeNames(body).has(state.name) ? [nameOf(state.name)] : []
  const update = op('update', state, arrow(parameter, body), ...(places ? [places.core] : []))
  push(context, { is: 'do', value: update }, s)
}

export function lowerModel(s: ast.Model, context: Context): void {
  const value = lower(s.value, {
    ...context,
    owner: { ...context.owner, role: modelRole(context), name: s.name.text },
  })
  const model = namedModel(s.name, value, s.value, context)
  if (!model) {
    declare(context, s.name, 'model', nothing)
    return
  }
  bind(s.name, 'model', model, s, context)
}

/** In a pretext only what models may use may be in one. */
const modelRole = (context: Context): Context['owner']['role'] =>
  context.owner.role === 'pretext' ? 'model' : context.owner.role

/** One model under its name: `$.model('f', () => …)`. */
export function namedModel(
  name: ast.Identifier,
  value: Value,
  e: ast.Expression,
  context: Context,
): Value | undefined {
  if (isUnknown(value)) return undefined
  if (value.type.is !== 'callable') {
    report(context, 'SSL2108', { name: textOfNode(context, e) }, e)
    return undefined
  }
  const { recipe: _, ...rest } = value.type
  const type: CallableType = { ...rest, name: name.text, role: value.type.role === 'head' ? 'head' : 'model' }
  return { core: op('model', literal(name.text), arrow([], value.core)), type }
}

function lowerRequire(s: ast.Require, context: Context): void {
  const condition = lower(s.condition, context)
  const core = asCondition(condition, 'a condition of `require`', context, s.condition)
  if (!core) return
  const names = [...freeNames(core)].map((name) => [name, named(name)] as const)
  const given = names.length > 0 ? [object(names)] : []
  push(context, { is: 'do', value: op('require', core, literal(s.message.value), ...given) }, s)
}

/** What is defined in order to be read. */
const meantToBeRead: ReadonlySet<LocalKind> = new Set(['let', 'state', 'batch name', 'param', 'model'])

/** A configuration value that shows the body nothing but itself: one with axes may be there for their sizes. */
const isBareArgument = ({ kind, value: { type } }: Local): boolean =>
  kind === 'argument' &&
  (type.is === 'static' || (type.is === 'tensor' && type.own.length === 0 && !type.lead))

/** What reads a name may be behind a mistake. */
const isSound = ({ module }: Context): boolean =>
  !module.diagnostics.some(({ severity }) => severity === 'error')

/** Warns of what a body defines and nothing reads. */
export function tellUnread(context: Context): void {
  for (const local of context.body.locals) {
    if (local.kind === 'state' && local.updates === 0 && !isUnknown(local.value))
      report(context, 'SSL2502', { name: local.name }, local.span)
    if (local.reads > 0 || isUnknown(local.value) || local.name.startsWith('_')) continue
    if (meantToBeRead.has(local.kind) || (isBareArgument(local) && isSound(context)))
      report(context, 'SSL2501', { what: local.kind, name: local.name }, local.span)
  }
}

/** A scope of its own, e.g. of a stage. */
export const inside = (context: Context, statements: CoreStatement[]): Context => ({
  ...context,
  scope: childOf(context.scope),
  statements,
})
