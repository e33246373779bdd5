import type * as ast from '../../grammar/ast.js'
import { array, arrow, literal, minus, named, nameOf, op, plus } from '../construct.js'
import { type Context, freshName, report } from '../context.js'
import type { Core, CoreBody, CoreStatement } from '../core.js'
import { freeNames } from '../free.js'
import { arranged, merged, unitedLetters } from '../indices/layout.js'
import { childOf, type Local } from '../scope.js'
import {
  type Axis,
  describe,
  type ListType,
  staticOf,
  type TensorValue,
  type Type,
  unknown,
  type Value,
} from '../types.js'
import { declare } from './declare.js'
import { lower, rangeEnds } from './expression.js'
import {
  asTensor,
  counted,
  inWords,
  isNumber,
  isStatic,
  isTruth,
  isUnknown,
  isWhole,
  nothing,
} from './value.js'

/** `[a, b]`: static values stay a list, tensors are stacked along a new first axis. */
export function lowerList(e: ast.List, context: Context): Value {
  const items = e.items.map((item) => lower(item, context))
  if (items.some(isUnknown)) return nothing
  const plain = items.every(
    (item) => isStatic(item) || item.type.is === 'list' || item.type.is === 'callable',
  )
  const tensors = items.some((item) => item.type.is === 'tensor')
  if (plain || !tensors) {
    const odd = items.findIndex((item) => sortOf(item) !== sortOf(items[0] ?? item))
    if (odd < 0) return plainList(items)
    const wanted = `an item like the first, ${inWords(items[0]?.type ?? unknown)},`
    report(context, 'SSL2301', { has: inWords(items[odd]?.type ?? unknown), wanted }, e.items[odd] ?? e)
    return nothing
  }
  const values = items.flatMap((item, n) => asTensor(item, context, e.items[n] ?? e) ?? [])
  if (values.length < items.length) return nothing
  const ranks = new Set(values.map((value) => value.type.own.length))
  if (ranks.size > 1) {
    const [first, other] = values
    const odd = values.find((value) => value.type.own.length !== first?.type.own.length) ?? other
    report(
      context,
      'SSL2301',
      {
        has: describe(odd?.type ?? unknown),
        wanted: `an item like the first, ${describe(first?.type ?? unknown)},`,
      },
      e,
    )
    return nothing
  }
  return stacked(values, context)
}

/** Items of one list are of one sort. */
const sortOf = (item: Value): string =>
  isNumber(item) ? 'number' : item.type.is === 'static' ? item.type.of : item.type.is

/** Truth values beside numbers are numbers. */
function plainList(given: readonly Value[]): Value {
  const items = given.every(isTruth) ? given : given.map(counted)
  const core = array(items.map((item) => item.core))
  const of: Type = items.every(isNumber) ? staticOf(numberSort(items)) : (items[0]?.type ?? unknown)
  const models = items.some((item) => item.type.is === 'callable')
  const type: ListType = {
    is: 'list',
    of,
    length: items.length,
    ...(models && { items: items.map((item) => item.type) }),
  }
  return { core, type, fixed: core }
}

function numberSort(items: readonly Value[]): 'bool' | 'int' | 'number' {
  if (items.length > 0 && items.every(isTruth)) return 'bool'
  return items.every(isWhole) ? 'int' : 'number'
}

function stacked(values: readonly TensorValue[], context: Context): Value {
  const letters = unitedLetters(
    values.map((value) => value.type),
    context.open,
  )
  const parts = values.map((value) =>
    arranged(value, needsAll(value, letters) ? letters : value.type.letters),
  )
  const rank = values[0]?.type.own.length ?? 0
  const own = values.reduce<readonly Axis[]>(
    (axes, value) => value.type.own.map((axis, n) => merged(axes[n] ?? {}, axis)),
    [],
  )
  const first: Axis = { text: `${values.length}`, core: literal(values.length), batch: false }
  const elements = new Set(values.map((value) => value.type.element))
  return {
    core: op('stack', array(parts.map((part) => part.core)), literal(rank)),
    type: {
      is: 'tensor',
      letters,
      own: [first, ...own],
      element: elements.size === 1 ? values[0]?.type.element : 'f32',
      lead: values.some((value) => value.type.lead),
    },
  }
}

/** A part without axes in front is repeated by the runtime; any other must have all open indices. */
export const needsAll = (value: TensorValue, letters: readonly unknown[]): boolean =>
  value.type.letters.length !== letters.length && (value.type.lead || value.type.letters.length > 0)

/** `[for s in 0 .. S - 1: e]`. */
export function lowerListFor(e: ast.ListFor, context: Context): Value {
  const statements: CoreStatement[] = []
  let inner: Context = { ...context, statements }
  const loops: Loop[] = []
  for (const clause of e.clauses) {
    const source = clauseItems(clause.in, inner)
    inner = { ...inner, scope: childOf(inner.scope) }
    const name = freshName(context.body, clause.name.text)
    const of = source?.of ?? unknown
    const value: Value = { core: named(name), type: of, ...(isFixable(of) && { fixed: named(name) }) }
    const local = declare(inner, clause.name, 'variable', source ? value : nothing)
    if (source) loops.push({ name, source, local })
  }
  const body = lower(e.body, inner)
  for (const { name } of loops) context.body.taken.delete(name)
  if (isUnknown(body) || loops.length < e.clauses.length) return nothing
  const result: CoreBody = statements.length
    ? { is: 'block', statements: [...statements, { is: 'return', value: body.core }] }
    : body.core
  const core = nestedLoops(loops, result)
  const axis = loops.length === 1 ? loops[0]?.source.axis : undefined
  if (body.type.is === 'tensor') {
    const own = [{ ...axis, batch: false }, ...body.type.own]
    return { core: op('stack', core, literal(body.type.own.length)), type: { ...body.type, own } }
  }
  return { core, type: { is: 'list', of: body.type, ...(axis && { axis }) }, fixed: core }
}

interface Loop {
  readonly name: string
  readonly source: { readonly core: Core; readonly of: Type; readonly axis: Axis }
  readonly local: Local | undefined
}

/** One call for all loops, or loops inside loops where the items of one depend on another. */
function nestedLoops(loops: readonly Loop[], body: CoreBody): Core {
  const names = new Set<string>()
  const split = loops.findIndex(({ name, source }) => {
    const depends = [...freeNames(source.core)].some((free) => names.has(free))
    names.add(name)
    return depends
  })
  const here = split < 0 ? loops : loops.slice(0, split)
  const inside = split < 0 ? body : nestedLoops(loops.slice(split), body)
  const used = freeNames(inside)
  const last = here.findLastIndex(({ name }) => used.has(name))
  const parameters = here.slice(0, last + 1).map(({ name }) => nameOf(name))
  const core = op('list', array(here.map(({ source }) => source.core)), arrow(parameters, inside))
  return split < 0 ? core : op('join', core)
}

const isFixable = (type: Type): boolean => type.is === 'static' || type.is === 'list'

function clauseItems(e: ast.Expression, context: Context): { core: Core; of: Type; axis: Axis } | undefined {
  if (e.is === 'range') {
    const [low, high] = rangeEnds(e, context)
    if (!low || !high) return undefined
    return {
      core: op('range', low, high),
      of: staticOf('int'),
      axis: { core: plus(minus(high, low), literal(1)) },
    }
  }
  const list = lower(e, context)
  if (list.type.is === 'list' && list.fixed)
    return { core: list.fixed, of: list.type.of, axis: list.type.axis ?? {} }
  if (list.type.is === 'static' && list.type.of === 'range')
    return { core: list.core, of: staticOf('int'), axis: {} }
  if (!isUnknown(list)) report(context, 'SSL2301', { has: describe(list.type), wanted: 'a list or range' }, e)
  return undefined
}
