import type * as ast from '../grammar/ast.js'
import { nearest } from '../messages/nearest.js'
import {
  array,
  arrow,
  call,
  literal,
  member,
  minus,
  named,
  nameOf,
  object,
  plus,
  quotient,
  runtime,
  textOf,
} from './construct.js'
import { type Context, report, textOfNode } from './context.js'
import type { Core } from './core.js'
import { freeNames } from './free.js'
import { lower } from './lower/expression.js'
import { asNumber } from './lower/value.js'
import { partsOf } from './parts.js'
import { lookUp } from './scope.js'
import { kinds } from './tables.js'
import {
  type Axis,
  type CallableType,
  type Element,
  type Input,
  staticOf,
  type TensorType,
  type Type,
} from './types.js'

const elements: Readonly<Record<string, Element>> = { int: 'int', bool: 'bool' }

/** What other languages call the kinds. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ...['float', 'float32', 'double', 'number', 'real', 'tensor', 'Tensor'].map(
    (name) => [name, 'f32'] as const,
  ),
  ...['integer', 'int32', 'int64', 'uint'].map((name) => [name, 'int'] as const),
  ...['img', 'picture', 'Image'].map((name) => [name, 'image'] as const),
  ['boolean', 'bool'] as const,
])

export const elementOfKind = (kind: string): Element => elements[kind] ?? 'f32'

/** Whether the kind is one of the language; tells if not. */
export function knownKind(type: ast.NamedType, context: Context): boolean {
  const kind = type.name.text
  if (kinds.some((known) => known === kind)) return true
  if (kind !== '' && !type.name.recovered)
    report(context, 'SSL2016', { kind, near: elsewhere.get(kind) ?? nearest(kind, kinds) }, type.name)
  return false
}

/** Where axes of a type stand: names may be bound there, or only compared. */
export interface AxisPlace {
  /** Dimension variables that are known so far. */
  readonly bound: Set<string>
  /** Whether unknown names are bound here. */
  readonly binds: boolean
}

/** The axes of a type as the emitted module declares them. */
export function axesSpec(type: ast.NamedType, place: AxisPlace, context: Context): Core[] {
  return (type.axes ?? []).map((axis) => (axis === '...' ? literal('...') : axisSpec(axis, place, context)))
}

function axisSpec(axis: ast.Expression, place: AxisPlace, context: Context): Core {
  if (axis.is === 'name') {
    const entity = lookUp(context.scope, axis.text)
    if (entity?.is === 'local' && entity.kind === 'dimension') {
      place.bound.add(axis.text)
      return literal(axis.text)
    }
    if (entity?.is === 'local' && entity.kind === 'argument') {
      const size = asNumber(lower(axis, context), 'the size of an axis', context, axis)
      return literal(size ? axis.text : 1)
    }
  }
  const free = dimensionsIn(axis, context).filter((name) => place.binds && !place.bound.has(name))
  if (free.length > 1) {
    report(context, 'SSL2312', { name: textOfNode(context, axis) }, axis)
    return literal(1)
  }
  const core = asNumber(lower(axis, context), 'the size of an axis', context, axis)
  if (!core) return literal(1)
  const [unknownName] = free
  if (unknownName) return solved(axis, unknownName, core, place, context)
  return knownAxis(core, context)
}

/** A function of what is bound; a plain number where nothing bound is in it. */
function knownAxis(core: Core, context: Context): Core {
  const names = localNames(core, context)
  return names.length ? arrow([{ is: 'fields', names }], core) : core
}

const localNames = (core: Core, context: Context): string[] =>
  [...freeNames(core)].filter((name) => {
    const entity = lookUp(context.scope, name)
    return entity?.is === 'local' && (entity.kind === 'dimension' || entity.kind === 'argument')
  })

/** `K + 1` with K unknown: how to find K from the size, and the size from K. */
function solved(axis: ast.Expression, name: string, core: Core, place: AxisPlace, context: Context): Core {
  const inverse = inverted(axis, name, named('n'), context)
  if (!inverse) {
    report(context, 'SSL2312', { name: textOfNode(context, axis) }, axis)
    return literal(1)
  }
  place.bound.add(name)
  const others = localNames(inverse, context)
  const of = arrow(
    [nameOf('n'), ...(others.length ? [{ is: 'fields' as const, names: others }] : [])],
    inverse,
  )
  return object([
    ['name', literal(name)],
    ['of', of],
    ['is', knownAxis(core, context)],
    ['text', literal(textOfNode(context, axis))],
  ])
}

function inverted(e: ast.Expression, name: string, size: Core, context: Context): Core | undefined {
  if (e.is === 'name') return e.text === name ? size : undefined
  if (e.is !== 'binary') return undefined
  const left = mentions(e.left, name)
  if (left === mentions(e.right, name)) return undefined
  const other = lower(left ? e.right : e.left, context).fixed
  if (!other) return undefined
  const inner = left ? e.left : e.right
  switch (e.operator) {
    case '+':
      return inverted(inner, name, minus(size, other), context)
    case '-':
      return inverted(inner, name, left ? plus(size, other) : minus(other, size), context)
    case '*':
      return inverted(inner, name, quotient(size, other), context)
    default:
      return undefined
  }
}

const mentions = (e: ast.Expression, name: string): boolean =>
  e.is === 'name' ? e.text === name : partsOf(e).some((part) => mentions(part, name))

function dimensionsIn(e: ast.Expression, context: Context): string[] {
  if (e.is === 'name') {
    const entity = lookUp(context.scope, e.text)
    return entity?.is === 'local' && entity.kind === 'dimension' ? [e.text] : []
  }
  return [...new Set(partsOf(e).flatMap((part) => dimensionsIn(part, context)))]
}

/** The axes of a type as the checker sees them, without `...`. */
export function axesOf(type: ast.NamedType, context: Context): Axis[] {
  return (type.axes ?? []).flatMap((axis): Axis[] => {
    if (axis === '...') return []
    const text = textOfNode(context, axis)
    const { fixed } = lower(axis, context)
    const batch = text === 'B' || (fixed !== undefined && textOf(fixed) === '$.batchSize()')
    const number = fixed?.is === 'literal' ? String(fixed.value) : text
    return [
      {
        text: axis.is === 'name' && fixed?.is === 'literal' ? number : text,
        ...(fixed && { core: fixed }),
        batch,
      },
    ]
  })
}

export const hasDots = (type: ast.NamedType): boolean => type.axes?.[0] === '...'

/** The type of a tensor that is declared so. */
export const declaredTensor = (type: ast.NamedType, lead: boolean, context: Context): TensorType => ({
  is: 'tensor',
  letters: [],
  own: axesOf(type, context),
  element: elementOfKind(type.name.text),
  lead,
})

/** `$.type.f32(['D'], { default: 1 })`. */
export const typeCall = (
  kind: string,
  args: readonly Core[],
  options: readonly (readonly [string, Core])[],
): Core => call(member(runtime('type'), kind), ...args, ...(options.length ? [object(options)] : []))

/** The type of a function-typed argument; its dimension names are its own. */
export function functionType(
  type: ast.FunctionType,
  context: Context,
): { spec: Core[]; value: CallableType } | undefined {
  const from = type.from.is === 'named type' ? [type.from] : type.from.items.map((item) => item.type)
  const inputs = from.flatMap((each) => (each.is === 'named type' && knownKind(each, context) ? [each] : []))
  const to = type.to
  if (inputs.length < from.length || to.is !== 'named type' || !knownKind(to, context)) {
    if (to.is !== 'named type')
      report(context, 'SSL2301', { has: 'another type', wanted: 'a tensor type as result' }, to)
    return undefined
  }
  return { spec: [array(inputs.map(ownSpec)), ownSpec(to)], value: givenModel(inputs, to, context) }
}

function ownSpec(type: ast.NamedType): Core {
  const axes = type.axes?.map((axis): Core => {
    if (axis === '...') return literal('...')
    if (axis.is === 'name') return literal(axis.text)
    return axis.is === 'number' ? literal(axis.value) : literal('_')
  })
  return typeCall(type.name.text, axes ? [array(axes)] : [], [])
}

function givenModel(inputs: readonly ast.NamedType[], to: ast.NamedType, context: Context): CallableType {
  const names = (type: ast.NamedType) =>
    (type.axes ?? []).flatMap((axis) => (axis === '...' ? [] : [axis.is === 'name' ? axis.text : '']))
  const known: Input[] = inputs.map((input, n) => ({
    name: `argument ${n + 1}`,
    rank: names(input).length,
    dots: hasDots(input) || !input.axes,
    text: textOfNode(context, input),
  }))
  return {
    is: 'callable',
    name: 'model',
    role: 'given',
    draws: true,
    batched: false,
    inputs: known,
    result: (args) => givenResult(args, inputs.map(names), names(to), elementOfKind(to.name.text)),
  }
}

function givenResult(
  args: readonly Type[],
  inputs: readonly (readonly string[])[],
  to: readonly string[],
  element: Element,
): Type {
  const sizes = new Map<string, Axis>()
  let extra: readonly Axis[] = []
  let lead = false
  args.forEach((arg, n) => {
    if (arg.is !== 'tensor') return
    const axes = inputs[n] ?? []
    const more = Math.max(0, arg.own.length - axes.length)
    if (more > extra.length) extra = arg.own.slice(0, more)
    lead ||= arg.lead
    axes.forEach((name, k) => {
      const own = arg.own[more + k]
      if (name && own && !sizes.has(name)) sizes.set(name, own)
    })
  })
  return {
    is: 'tensor',
    letters: [],
    own: [...extra, ...to.map((name) => sizes.get(name) ?? { batch: false })],
    element,
    lead,
  }
}

/** What the body sees of a configuration argument. */
export function configurationType(type: ast.NamedType, context: Context): Type {
  const kind = type.name.text
  if (kind === 'string' || kind === 'range' || kind === 'duration') return staticOf(kind)
  const whole = kind === 'int' || kind === 'bool'
  if (!type.axes)
    return whole ? staticOf(kind) : { is: 'tensor', letters: [], own: [], element: 'f32', lead: false }
  const axes = axesOf(type, context)
  if (!whole) return { is: 'tensor', letters: [], own: axes, element: 'f32', lead: false }
  return axes.reduceRight<Type>(
    (of, axis) => ({ is: 'list', of, axis: { ...axis, batch: false } }),
    staticOf(kind),
  )
}
