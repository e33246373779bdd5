import type * as ast from '../grammar/ast.js'
import { nearest } from '../messages/nearest.js'
import { array, call, literal, member, object, op, runtime } from './construct.js'
import { type Context, emptyBody, importOf, report, spanOf, textOfNode } from './context.js'
import type { Core } from './core.js'
import type { ExamplePart, Item } from './item.js'
import { lower } from './lower/expression.js'
import { knownArguments } from './lower/schedule.js'
import { asFixed, asNumber, isUnknown } from './lower/value.js'
import { declaredTensor, knownKind } from './parameter.js'
import { childOf, lookUp } from './scope.js'
import { namedModel } from './statement.js'
import { type Known, sources } from './tables.js'

/** The context of a declaration's own value. */
export const topContext = (item: Item, role: Context['owner']['role']): Context => ({
  module: item.module,
  scope: childOf(item.module.scope),
  open: [],
  owner: { role, name: item.name, item },
  statements: [],
  body: emptyBody(),
})

const place = (item: Item, context: Context) => ({
  name: item.name,
  ...(item.declaration.doc !== undefined && { doc: item.declaration.doc }),
  span: spanOf(context, item.declaration.name),
})

/** A constant is static: it is the same number or list wherever it is read. */
export function checkConstant(item: Item, constant: ast.Constant): void {
  const context = topContext(item, 'constant')
  const value = lower(constant.value, context)
  if (isUnknown(value)) return
  const fixed = asFixed(value, `\`${item.name}\``, context, constant.value)
  if (!fixed || value.type.is === 'callable') {
    if (value.type.is === 'callable') report(context, 'SSL2313', { name: value.type.name }, constant.value)
    return
  }
  item.value = { core: fixed, type: value.type, fixed }
  item.core = { ...place(item, context), exported: true, value: fixed }
}

export function checkModel(item: Item, model: ast.Model): void {
  const context = topContext(item, 'model')
  const value = namedModel(model.name, lower(model.value, context), model.value, context)
  if (!value) return
  item.value = value
  item.core = { ...place(item, context), exported: false, value: value.core }
}

export function checkData(item: Item, data: ast.Data): void {
  const context = topContext(item, 'data')
  const source = lowerSource(data.source, context)
  const parts = exampleParts(data.type, context)
  if (!parts) return
  item.example = parts.map((part) => part.part)
  if (!source) return
  const tuple = data.type.is === 'tuple type'
  const names = parts.map((part, n) => part.part.name ?? `part${n + 1}`)
  const type: [string, Core] = tuple
    ? ['fields', object(parts.map((part, n) => [names[n] ?? '', part.spec]))]
    : ['type', parts[0]?.spec ?? literal(0)]
  const value = op('data', literal(item.name), object([type, ['source', source]]))
  item.core = { ...place(item, context), exported: true, value }
}

interface Part {
  readonly part: ExamplePart
  readonly spec: Core
}

function exampleParts(type: ast.Type, context: Context): Part[] | undefined {
  if (type.is === 'function type') {
    report(context, 'SSL2301', { has: 'a model', wanted: 'the type of one example' }, type)
    return undefined
  }
  const items =
    type.is === 'named type'
      ? [{ type, name: undefined }]
      : type.items.map((item) => ({ type: item.type, name: item.name?.text }))
  const parts = items.flatMap((item): Part[] => {
    if (item.type.is !== 'named type' || !knownKind(item.type, context)) return []
    const axes = (item.type.axes ?? []).flatMap((axis) =>
      axis === '...' ? [] : (asNumber(lower(axis, context), 'the size of an axis', context, axis) ?? []),
    )
    const spec = call(member(runtime('type'), item.type.name.text), ...(item.type.axes ? [array(axes)] : []))
    return [{ part: { name: item.name, type: declaredTensor(item.type, false, context) }, spec }]
  })
  return parts.length === items.length ? parts : undefined
}

function lowerSource(e: ast.Expression, context: Context): Core | undefined {
  if (e.is === 'missing') return undefined
  if (e.is !== 'call' || e.callee.is !== 'name') {
    report(
      context,
      'SSL2301',
      { has: `\`${textOfNode(context, e)}\``, wanted: 'a source of data such as `idx("…")`' },
      e,
    )
    return undefined
  }
  const name = e.callee.text
  const entity = lookUp(context.scope, name)
  if (entity?.is === 'source') return fromFunction(entity, e, context)
  const known = sources.get(name)
  if (!known) {
    const near = nearest(name, sources.keys())
    report(context, 'SSL5103', { name, what: 'source of data', near, known: [...sources.keys()] }, e.callee)
    return undefined
  }
  const args = split(name, known, e.arguments, e, context)
  return args && { ...op(name, ...args), span: spanOf(context, e) }
}

/** Positional arguments one by one, the named ones as an object. */
export function split(
  name: string,
  known: Known,
  args: readonly ast.Argument[],
  at: ast.Located,
  context: Context,
): Core[] | undefined {
  const entries = knownArguments(name, known, args, at, context)
  if (!entries) return undefined
  const positional = known.positional.flatMap((key) => entries.find(([given]) => given === key)?.[1] ?? [])
  const rest = entries.filter(([key]) => !known.positional.includes(key))
  return [...positional, ...(rest.length ? [object(rest)] : [])]
}

function fromFunction(
  source: { readonly name: string; readonly from: string },
  e: ast.Call,
  context: Context,
): Core | undefined {
  const entries: [string, Core][] = []
  for (const argument of e.arguments) {
    const fixed = asFixed(lower(argument.value, context), 'an argument of a source', context, argument.value)
    if (!argument.name) {
      report(
        context,
        'SSL2205',
        { name: source.name, argument: textOfNode(context, argument.value) },
        argument,
      )
      return undefined
    }
    if (!fixed) return undefined
    entries.push([argument.name.text, fixed])
  }
  const namespace = importOf(context.module, source.from)
  const target: Core = { is: 'global', namespace, name: source.name }
  return { ...op('from', target, object(entries)), span: spanOf(context, e) }
}
