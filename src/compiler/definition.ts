import type * as ast from '../grammar/ast.js'
import { kernels } from '../graph/call.js'
import { array, arrow, literal, named, object, op } from './construct.js'
import { type Context, emptyBody, report, spanOf, textOfNode } from './context.js'
import type { Core, CoreBody, CorePattern, CoreStatement } from './core.js'
import { freeNames } from './free.js'
import type { Item } from './item.js'
import { declare } from './lower/declare.js'
import { lower } from './lower/expression.js'
import { asFixed, isUnknown, nothing } from './lower/value.js'
import {
  type AxisPlace,
  axesSpec,
  configurationType,
  declaredTensor,
  functionType,
  hasDots,
  knownKind,
  typeCall,
} from './parameter.js'
import { partsOf } from './parts.js'
import { childOf, lookUp } from './scope.js'
import type { ConfigurationSignature, DataSignature } from './signature.js'
import { lowerStatement, tellUnread } from './statement.js'
import { describe, nesting, type TensorType, type Type, unknown, type Value } from './types.js'

/** Checks a definition by itself, with its dimension variables as names. */
export function checkDefinition(item: Item, definition: ast.Definition): void {
  const { module } = item
  const statements: CoreStatement[] = []
  const context: Context = {
    module,
    scope: childOf(module.scope),
    open: [],
    owner: { role: definition.role, name: item.name, item },
    statements,
    body: emptyBody(definition.body),
  }
  const place: AxisPlace = { bound: new Set(), binds: true }
  const configured = new Set<string>((definition.configuration ?? []).map((parameter) => parameter.name.text))
  const configuration = (definition.configuration ?? []).map((parameter) =>
    configurationParameter(parameter, configured, place, context),
  )
  const batched = definition.data.some(
    (parameter) =>
      parameter.type.is === 'named type' &&
      parameter.type.axes?.some((axis) => axis !== '...' && mentionsBatch(axis)),
  )
  const data = definition.data.map((parameter) => dataParameter(parameter, configured, place, context))
  const parameters = new Map<string, TensorType>()
  // The names of the body mean nothing in the type of its result.
  const declared = declaredTypes(definition, place, context)
  for (const statement of definition.body) lowerStatement(statement, context, parameters)
  const value = lower(definition.value, context)
  const result = resultType(definition, value, declared, context)
  const code = withTupleNames(withLifted(value, definition.data.length > 0), definition.result)
  const body: CoreBody = statements.length
    ? {
        is: 'block',
        statements: [...statements, { is: 'return', value: code, span: spanOf(context, definition.value) }],
      }
    : code
  const argumentsOf = <T>(all: readonly (T | undefined)[]): T[] =>
    all.flatMap((each) => (each === undefined ? [] : [each]))
  item.signature = {
    name: item.name,
    role: definition.role,
    configuration: argumentsOf(configuration).map((each) => each.signature),
    data: argumentsOf(data).map((each) => each.signature),
    batched,
    result: result.type,
    parameters,
    text: headOf(definition, context),
  }
  tellUnread(context)
  const kernel = new Map<string, string>(Object.entries(kernels)).get(item.name) === context.module.path
  const spec = specOf(argumentsOf(configuration), argumentsOf(data), result.spec, kernel)
  item.core = {
    name: item.name,
    exported: true,
    ...(definition.doc !== undefined && { doc: definition.doc }),
    span: spanOf(context, definition.name),
    value: op(definition.role, literal(item.name), spec, arrow(patternsOf(definition, body, place), body)),
  }
}

/** The definition's head on one line, for editors. */
function headOf(definition: ast.Definition, context: Context): string {
  const end = definition.result?.end ?? definition.data.at(-1)?.end ?? definition.name.end
  const text = textOfNode(context, { start: definition.start, end: definition.result ? end : end + 1 })
  return text.replace(/^(\/\/\/.*\n\s*)+/, '').replace(/\s+/g, ' ')
}

const mentionsBatch = (e: ast.Expression): boolean =>
  e.is === 'name' ? e.text === 'B' : partsOf(e).some(mentionsBatch)

interface Parameter<S> {
  readonly signature: S
  readonly spec: Core
}

function configurationParameter(
  parameter: ast.Parameter,
  configured: ReadonlySet<string>,
  place: AxisPlace,
  context: Context,
): Parameter<ConfigurationSignature> | undefined {
  const { name, type } = parameter
  const text = textOfNode(context, type)
  const required = parameter.default === undefined
  const add = (
    of: Type,
    args: readonly Core[],
    kind: string,
    axes: readonly (string | undefined)[],
  ): Parameter<ConfigurationSignature> => {
    const options = [...boundOptions(parameter, context), ...defaultOption(parameter, of, context)]
    const value = argumentValue(name.text, of)
    declare(context, name, 'argument', value)
    return {
      signature: { name: name.text, required, type: wanted(of), axes, text },
      spec: typeCall(kind, args, options),
    }
  }
  if (type.is === 'function type') {
    const model = functionType(type, context)
    if (!model) return unsound(name, context)
    return add({ ...model.value, name: name.text }, model.spec, 'fn', [])
  }
  if (type.is === 'named type') bindDimensions(type, configured, context)
  if (type.is === 'tuple type' || !knownKind(type, context)) {
    if (type.is === 'tuple type') report(context, 'SSL2301', { has: 'a tuple', wanted: 'a plain type' }, type)
    return unsound(name, context)
  }
  const axes = (type.axes ?? []).map((axis) => (axis !== '...' && axis.is === 'name' ? axis.text : undefined))
  const spec = type.axes ? [array(axesSpec(type, place, context))] : []
  return add(configurationType(type, context), spec, type.name.text, axes)
}

/** What callers must give: a scalar `f32` may be a schedule. */
const wanted = (type: Type): Type =>
  type.is === 'tensor' && type.own.length === 0 ? { is: 'static', of: 'number' } : type

function unsound(name: ast.Identifier, context: Context): undefined {
  declare(context, name, 'argument', nothing)
  return undefined
}

function argumentValue(name: string, type: Type): Value {
  const core = named(name)
  if (type.is === 'tensor') return { core, type, ...(type.own.length === 0 && { fixed: op('static', core) }) }
  return { core, type, ...(type.is !== 'callable' && { fixed: core }) }
}

const boundNames = { '>': 'above', '>=': 'atLeast', '<': 'below', '<=': 'atMost' } as const

function boundOptions({ bound }: ast.Parameter, context: Context): (readonly [string, Core])[] {
  if (!bound) return []
  const e = bound.operator === 'in' ? bound.range : bound.limit
  const core = asFixed(lower(e, context), 'a bound', context, e)
  if (!core) return []
  return [[bound.operator === 'in' ? 'inside' : boundNames[bound.operator], core]]
}

function defaultOption(parameter: ast.Parameter, type: Type, context: Context): (readonly [string, Core])[] {
  if (!parameter.default) return []
  const value = lower(parameter.default, context)
  if (isUnknown(value)) return []
  const core =
    type.is === 'tensor' || type.is === 'callable'
      ? value.core
      : asFixed(value, 'a default', context, parameter.default)
  if (!core) return []
  const names = [...freeNames(core)].filter((name) => {
    const entity = lookUp(context.scope, name)
    return entity?.is === 'local' && (entity.kind === 'argument' || entity.kind === 'dimension')
  })
  if (names.length) return [['default', arrow([{ is: 'fields', names }], core)]]
  return [['default', type.is === 'callable' ? arrow([], core) : core]]
}

/** Names of axes that are new and start with a capital become dimension variables. */
function bindDimensions(type: ast.NamedType, configured: ReadonlySet<string>, context: Context): void {
  const bind = (e: ast.Expression): void => {
    if (e.is !== 'name') {
      for (const part of partsOf(e)) bind(part)
      return
    }
    if (!/^[A-Z]/.test(e.text) || configured.has(e.text)) return
    const entity = lookUp(context.scope, e.text)
    if (entity?.is === 'local' || (entity?.is === 'item' && entity.item.declaration.is === 'constant')) return
    const core = named(e.text)
    context.scope.names.set(e.text, {
      is: 'local',
      kind: 'dimension',
      name: e.text,
      value: { core, type: { is: 'static', of: 'int' }, fixed: core },
      span: spanOf(context, e),
      reads: 1,
      updates: 0,
    })
  }
  for (const axis of type.axes ?? []) if (axis !== '...') bind(axis)
}

function dataParameter(
  parameter: ast.Parameter,
  configured: ReadonlySet<string>,
  place: AxisPlace,
  context: Context,
): Parameter<DataSignature> | undefined {
  const { name, type } = parameter
  if (type.is === 'named type') bindDimensions(type, configured, context)
  if (type.is !== 'named type' || !knownKind(type, context)) {
    if (type.is !== 'named type')
      report(
        context,
        'SSL2301',
        { has: type.is === 'tuple type' ? 'a tuple' : 'a model', wanted: 'a tensor as data' },
        type,
      )
    return unsound(name, context)
  }
  const spec = typeCall(type.name.text, type.axes ? [array(axesSpec(type, place, context))] : [], [])
  const tensor = declaredTensor(type, true, context)
  declare(context, name, 'argument', { core: named(name.text), type: tensor })
  const batch = tensor.own.findIndex((axis) => axis.text === 'B')
  const batchAt = batch >= 0 ? { batchAt: batch } : {}
  const dots = hasDots(type) || (!type.axes && context.owner.role !== 'loss')
  const text = textOfNode(context, type)
  return {
    signature: { name: name.text, rank: tensor.own.length, dots, text, axes: tensor.own, ...batchAt },
    spec,
  }
}

/** The declared result for callers, and as the emitted module declares it. */
interface Result {
  readonly type: Type
  readonly spec: Core | undefined
}

function declaredTypes({ result }: ast.Definition, place: AxisPlace, context: Context): Result | undefined {
  if (!result) return undefined
  const spec = resultSpec(result, { ...place, binds: false }, context)
  return { type: declaredResult(result, context), spec }
}

function resultType(
  definition: ast.Definition,
  value: Value,
  declared: Result | undefined,
  context: Context,
): Result {
  if (!definition.result || !declared)
    return { type: plainResult(value, definition, context), spec: undefined }
  const { type, spec } = declared
  if (isUnknown(value) || type.is === 'unknown') return { type, spec }
  if (!agrees(type, value.type)) {
    report(
      context,
      'SSL2309',
      { result: textOfNode(context, definition.result), has: describe(value.type) },
      definition.value,
    )
    return { type: unknown, spec }
  }
  return { type, spec }
}

function plainResult(value: Value, definition: ast.Definition, context: Context): Type {
  if (value.type.is === 'callable') {
    report(context, 'SSL2313', { name: value.type.name }, definition.value)
    return unknown
  }
  if (value.type.is === 'static')
    return {
      is: 'tensor',
      letters: [],
      own: [],
      element: value.type.of === 'int' ? 'int' : value.type.of === 'bool' ? 'bool' : 'f32',
      lead: false,
    }
  if (definition.role === 'loss' && value.type.is === 'tensor' && value.type.own.length > 0) {
    report(
      context,
      'SSL2309',
      { result: 'a scalar, since a loss gives one', has: describe(value.type) },
      definition.value,
    )
    return unknown
  }
  return value.type
}

function resultSpec(type: ast.Type, place: AxisPlace, context: Context): Core | undefined {
  if (type.is === 'function type') {
    report(context, 'SSL2301', { has: 'a model', wanted: 'a tensor as result' }, type)
    return undefined
  }
  if (type.is === 'named type') {
    return knownKind(type, context)
      ? typeCall(type.name.text, type.axes ? [array(axesSpec(type, place, context))] : [], [])
      : undefined
  }
  const items = type.items.map((item) => resultSpec(item.type, place, context) ?? literal(0))
  const names = type.items.map((item) => item.name?.text)
  return names.every((name) => name !== undefined)
    ? object(items.map((item, n) => [names[n] ?? '', item]))
    : array(items)
}

function declaredResult(type: ast.Type, context: Context): Type {
  if (type.is === 'function type') return unknown
  if (type.is === 'named type') return declaredTensor(type, true, context)
  return {
    is: 'tuple',
    items: type.items.map((item) => ({
      ...(item.name && { name: item.name.text }),
      type: declaredResult(item.type, context),
    })),
  }
}

function agrees(declared: Type, has: Type): boolean {
  if (declared.is === 'tuple') {
    return (
      has.is === 'tuple' &&
      has.items.length === declared.items.length &&
      declared.items.every((item, n) => agrees(item.type, has.items[n]?.type ?? unknown))
    )
  }
  if (has.is === 'unknown') return true
  if (declared.is !== 'tensor') return true
  if (has.is === 'tensor') return has.own.length === declared.own.length
  if (has.is === 'static') return declared.own.length === 0
  return has.is === 'list'
}

/** What depends on neither data nor draws is repeated over the axes over which the definition is lifted. */
function withLifted(value: Value, takesData: boolean): Value {
  if (!takesData) return value
  const { type, core } = value
  if (type.is === 'tuple' && core.is === 'array') {
    const items = core.items.map(
      (item, n) => withLifted({ core: item, type: type.items[n]?.type ?? unknown }, true).core,
    )
    return { ...value, core: { ...core, items } }
  }
  const constant = type.is === 'static' || type.is === 'list' || (type.is === 'tensor' && !type.lead)
  if (!constant) return value
  const rank = type.is === 'tensor' ? type.own.length : nesting(type).axes.length
  return { ...value, core: op('lifted', core, literal(rank)) }
}

/** A tuple under the names of its result type is an object. */
function withTupleNames(value: Value, result: ast.Type | undefined): Core {
  if (result?.is !== 'tuple type' || value.core.is !== 'array') return value.core
  const names = result.items.map((item) => item.name?.text)
  if (!names.every((name) => name !== undefined)) return value.core
  const entries = value.core.items.map((item, n): [string, Core] => [names[n] ?? '', item])
  return { ...object(entries), ...(value.core.span && { span: value.core.span }) }
}

function specOf(
  configuration: readonly Parameter<ConfigurationSignature>[],
  data: readonly Parameter<DataSignature>[],
  result: Core | undefined,
  kernel: boolean,
): Core {
  const entriesOf = (all: readonly Parameter<{ readonly name: string }>[]) =>
    object(all.map((each) => [each.signature.name, each.spec]))
  return object([
    ...(configuration.length ? [['configuration', entriesOf(configuration)] as const] : []),
    ['data', entriesOf(data)],
    ...(result ? [['result', result] as const] : []),
    ...(kernel ? [['kernel', literal(true)] as const] : []),
  ])
}

/** `({ out }, { x }, { C })`: what the body uses, no more. */
function patternsOf(definition: ast.Definition, body: CoreBody, place: AxisPlace): CorePattern[] {
  const used = freeNames(body)
  const fields = (names: readonly string[]): string[] => names.filter((name) => used.has(name))
  const lists = [
    fields((definition.configuration ?? []).map((parameter) => parameter.name.text)),
    fields(definition.data.map((parameter) => parameter.name.text)),
    fields([...place.bound]),
  ]
  while (lists.at(-1)?.length === 0) lists.pop()
  return lists.map(
    (names, n): CorePattern =>
      names.length ? { is: 'fields', names } : { is: 'name', name: '_'.repeat(n + 1) },
  )
}
