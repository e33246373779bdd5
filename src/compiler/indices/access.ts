import type * as ast from '../../grammar/ast.js'
import { literal, minus, negative, object, op, placed, plus, textOf, times } from '../construct.js'
import { type Context, hoist, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import { lower } from '../lower/expression.js'
import { asTensor, inWords, isNumber, isUnknown, nothing } from '../lower/value.js'
import { lookUp } from '../scope.js'
import {
  type Axis,
  describe,
  type Element,
  nesting,
  type OpenIndex,
  type TensorValue,
  type Value,
} from '../types.js'
import { type Affine, affine, mentionsIndex } from './affine.js'
import { gatherAt } from './gather.js'
import { isOwn, type Label, labelsOf, sameLabels, specOf } from './layout.js'
import { isShort, largestRange, rangeOf, sizeOf } from './range.js'

/** An axis that is read at a sum of multiples of indices; a contraction may leave it so. */
export interface Bracket {
  readonly bracket: true
  readonly affine: Affine
}

/** A tensor whose axes are named, while an access is worked on. */
export interface Placement {
  readonly core: Core
  readonly labels: readonly (Label | Bracket)[]
  readonly element: Element | undefined
  readonly lead: boolean
}

export const isBracket = (label: Label | Bracket): label is Bracket => 'bracket' in label

/** `x[e1, …, ek]`. */
export function lowerAccess(e: ast.Index, context: Context): Value {
  const target = lower(e.object, context)
  const picked = pickStatic(target, e, context)
  if (picked) return picked
  const placement = placeAccess(target, e, context, false)
  return placement ? distinct(placement, e, context) : nothing
}

/** An item of a static list by static numbers. */
function pickStatic(target: Value, e: ast.Index, context: Context): Value | undefined {
  if (target.type.is !== 'list' || !target.fixed) return undefined
  if (e.items.some((item) => mentionsIndex(item, context))) return undefined
  const items = e.items.map((item) => lower(item, context))
  if (items.some(isUnknown)) return nothing
  if (!items.every((item) => isNumber(item) && item.fixed)) return undefined
  let type: Value['type'] = target.type
  let core = target.fixed
  for (const item of items) {
    if (type.is !== 'list') return tooMany(target, e, context)
    core = op('item', core, item.fixed ?? literal(0))
    type = type.of
  }
  return { core, type, fixed: core }
}

function tooMany(target: Value, e: ast.Index, context: Context): Value {
  const { axes } = nesting(target.type)
  report(
    context,
    'SSL2401',
    { has: describe(target.type), axes: axes.length, given: e.items.length },
    e.items[axes.length] ?? e,
  )
  return nothing
}

type Item =
  | { readonly is: 'lone'; readonly index: OpenIndex }
  | { readonly is: 'linear'; readonly affine: Affine; readonly source: ast.Expression }
  | { readonly is: 'value'; readonly source: ast.Expression }

/** Reads the tensor at the indices; with `brackets`, sums of two indices are left to a contraction. */
export function placeAccess(
  target: Value,
  e: ast.Index,
  context: Context,
  brackets: boolean,
): Placement | undefined {
  if (isUnknown(target)) {
    for (const item of e.items) lower(item, context)
    return undefined
  }
  if (target.type.is === 'callable' || target.type.is === 'tuple') {
    report(context, 'SSL2301', { has: inWords(target.type), wanted: 'a tensor or list' }, e.object)
    return undefined
  }
  const tensor = asTensor(target, context, e.object)
  if (!tensor) return undefined
  if (e.items.length > tensor.type.own.length) {
    report(
      context,
      'SSL2401',
      { has: describe(tensor.type), axes: tensor.type.own.length, given: e.items.length },
      e.items[tensor.type.own.length] ?? e,
    )
    return undefined
  }
  const items = e.items.map((item) => itemOf(item, context))
  const named = items.some((item) => item.is !== 'value') ? withName(tensor, items, context) : tensor
  const place = new Map<number, Label | Bracket>(placeLone(items, tensor, named.core, e, context))
  const taken = new Set<OpenIndex>([
    ...tensor.type.letters,
    ...items.flatMap((item, n) => (item.is === 'lone' && place.has(n) ? [item.index] : [])),
  ])
  let placement: Placement = {
    core: named.core,
    labels: labelsOf(named.type),
    element: tensor.type.element,
    lead: tensor.type.lead,
  }
  const offset = tensor.type.letters.length
  const axisAt = (n: number): Axis => tensor.type.own[n] ?? {}

  placement = { ...placement, labels: placement.labels.map((label, n) => place.get(n - offset) ?? label) }
  for (let n = items.length - 1; n >= 0; n--) {
    const item = items[n]
    if (!item || place.has(n)) continue
    const form = linearForm(item)
    if (!form || form.terms.length === 0 || form.terms.some((term) => taken.has(term.index))) continue
    const next =
      form.terms.length === 1
        ? sliced(placement, offset + n, form, axisAt(n))
        : windowed(placement, offset + n, form, brackets, named.core, axisAt(n), n - tensor.type.own.length)
    if (!next) continue
    placement = next
    for (const term of form.terms) taken.add(term.index)
    place.set(n, { bracket: true, affine: form })
  }
  const left = items.filter((_, n) => !place.has(n))
  if (left.length === 0) return placement
  // What is not read yet are the first of the own axes that are left.
  const axes = placement.labels.filter((label) => !isBracket(label) && isOwn(label)).slice(0, left.length)
  return gatherAt(placement, axes, left.map(sourceOf), e, context)
}

/** The indices that stand alone and run over the whole of their axes, by place. */
function placeLone(
  items: readonly Item[],
  { type }: TensorValue,
  named: Core,
  e: ast.Index,
  context: Context,
): Map<number, Label> {
  const place = new Map<number, Label>()
  let told = false
  for (const [n, item] of items.entries()) {
    if (item.is !== 'lone') continue
    const axis = type.own[n] ?? {}
    if (!told) told = !checkNamed(item.index, axis, e.items[n] ?? e, context)
    noteLone(item.index, axis, named, n - type.own.length)
    if (!isPart(item.index, axis)) place.set(n, item.index)
  }
  return place
}

const sourceOf = (item: Item): ast.Expression | OpenIndex => (item.is === 'lone' ? item.index : item.source)

function itemOf(source: ast.Expression, context: Context): Item {
  if (source.is === 'name') {
    const entity = lookUp(context.scope, source.text)
    if (entity?.is === 'index') return { is: 'lone', index: entity.index }
  }
  if (!mentionsIndex(source, context)) return { is: 'value', source }
  const form = affine(source, context)
  return form && form.terms.length > 0 ? { is: 'linear', affine: form, source } : { is: 'value', source }
}

const linearForm = (item: Item): Affine | undefined =>
  item.is === 'linear'
    ? item.affine
    : item.is === 'lone'
      ? { terms: [{ index: item.index, coefficient: literal(1), negative: false }], constant: literal(0) }
      : undefined

/** A name for what is read, where its size must be asked for. */
function withName(tensor: TensorValue, items: readonly Item[], context: Context): TensorValue {
  const asks = items.some((item, n) => item.is !== 'value' && !tensor.type.own[n]?.core)
  return asks && tensor.core.is !== 'name' && tensor.core.is !== 'array'
    ? { ...tensor, core: hoist(context, tensor.core, 'values') }
    : tensor
}

/** Whether a declared range makes the index run over a part of the axis only. */
function isPart(index: OpenIndex, axis: Axis): boolean {
  const { bound } = index
  if (!bound) return false
  if (bound.text !== undefined && bound.text === axis.text) return false
  return !(bound.core && axis.core && textOf(bound.core) === textOf(axis.core))
}

function noteLone(index: OpenIndex, axis: Axis, core: Core, position: number): void {
  const size = sizeOf(axis, core, position)
  index.ranges.push({
    lone: true,
    axis: { ...axis, ...(size && isShort(size) && { core: size }) },
    core: size,
  })
}

/** An index that bears the name of a dimension belongs to axes of that dimension. */
function checkNamed(index: OpenIndex, axis: Axis, at: ast.Located, context: Context): boolean {
  const dimension = index.name.toUpperCase()
  if (dimension === index.name || axis.text === undefined) return true
  const entity = lookUp(context.scope, dimension)
  if (entity?.is !== 'local' || entity.kind !== 'dimension') return true
  if (new RegExp(`\\b${dimension}\\b`).test(axis.text) || (dimension === 'B' && axis.batch)) return true
  report(context, 'SSL2404', { index: index.name, axis: axis.text, dimension }, at)
  return false
}

/** One index with a step and an offset: a slice. */
function sliced(placement: Placement, at: number, form: Affine, axis: Axis): Placement | undefined {
  const [term] = form.terms
  if (!term) return undefined
  const { index, coefficient } = term
  const position = at - placement.labels.length
  const size = sizeOf(axis, placement.core, position)
  if (size)
    index.ranges.push({
      lone: false,
      axis: {},
      core: largestRange(size, coefficient, term.negative, form.constant),
    })
  const step = term.negative ? negative(coefficient) : coefficient
  const plain = step.is === 'literal' && step.value === 1
  const core = op(
    'slice',
    placement.core,
    literal(position),
    form.constant,
    rangeOf(index),
    ...(plain ? [] : [step]),
  )
  return { ...placement, core, labels: placement.labels.map((label, n) => (n === at ? index : label)) }
}

/** Two indices: a window for each value of the one. */
function windowed(
  placement: Placement,
  at: number,
  form: Affine,
  brackets: boolean,
  named: Core,
  axis: Axis,
  position: number,
): Placement | undefined {
  const [first, second] = form.terms
  if (!first || !second || form.terms.length > 2 || first.negative || second.negative) return undefined
  const [outer, inner] = isKnown(second.index) || !isKnown(first.index) ? [first, second] : [second, first]
  const size = sizeOf(axis, named, position)
  if (size && isKnown(inner.index)) {
    outer.index.ranges.push({
      lone: false,
      axis: {},
      core: largestRange(
        size,
        outer.coefficient,
        false,
        reach(inner.index, inner.coefficient, form.constant),
      ),
    })
  }
  const label: Bracket = { bracket: true, affine: { terms: [outer, inner], constant: form.constant } }
  const bracketed = { ...placement, labels: placement.labels.map((known, n) => (n === at ? label : known)) }
  return brackets ? bracketed : unbracketed(bracketed)
}

const isKnown = (index: OpenIndex): boolean => index.bound !== undefined || index.alone

/** The largest value of the other terms. */
const reach = (index: OpenIndex, coefficient: Core, constant: Core): Core =>
  plus(times(coefficient, minus(rangeOf(index), literal(1))), constant)

/** Axes in brackets as windows: one axis becomes two. */
export function unbracketed(placement: Placement): Placement {
  const at = placement.labels.findIndex(isBracket)
  const label = placement.labels[at]
  if (!label || !isBracket(label)) return placement
  const [outer, inner] = label.affine.terms
  if (!outer || !inner) return placement
  const one = (core: Core) => core.is === 'literal' && core.value === 1
  const zero = (core: Core) => core.is === 'literal' && core.value === 0
  const settings: [string, Core][] = [['size', rangeOf(inner.index)]]
  if (!one(outer.coefficient)) settings.push(['stride', outer.coefficient])
  if (!one(inner.coefficient)) settings.push(['dilation', inner.coefficient])
  if (!zero(label.affine.constant)) settings.push(['offset', label.affine.constant])
  if (isKnown(outer.index)) settings.push(['count', rangeOf(outer.index)])
  const core = op('windows', placement.core, literal(at - placement.labels.length), object(settings))
  const labels = placement.labels.flatMap((known, n) => (n === at ? [outer.index, inner.index] : [known]))
  return unbracketed({ ...placement, core, labels })
}

/** A tensor in which every index stands once: repeated ones take the diagonal. */
export function distinct(placement: Placement, at: ast.Located, context: Context): TensorValue {
  const labels = placement.labels.flatMap((label) => (isBracket(label) ? [] : [label]))
  const once = [...new Set(labels)]
  const core = sameLabels(labels, once)
    ? placement.core
    : op('arrange', placement.core, literal(specOf([labels], once)))
  const letters = once.flatMap((label) => (isOwn(label) ? [] : [label]))
  const own = once.flatMap((label) => (isOwn(label) ? [label.axis] : []))
  return {
    core: core === placement.core ? core : placed(core, spanOf(context, at)),
    type: { is: 'tensor', letters, own, element: placement.element, lead: placement.lead },
  }
}
