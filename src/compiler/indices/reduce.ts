import type * as ast from '../../grammar/ast.js'
import { literal, object, op, placed } from '../construct.js'
import { type Context, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import { lower } from '../lower/expression.js'
import { elementwise } from '../lower/operator.js'
import { asTensor, isUnknown, nothing } from '../lower/value.js'
import { describe, type Element, type OpenIndex, type TensorValue, type Value } from '../types.js'
import { type Binder, openBinder, settleAll } from './binder.js'
import { contractedSum } from './contraction.js'
import { arranged, isOwn, type Label, labelsOf, specOf } from './layout.js'

const arg: ReadonlySet<string> = new Set(['argmax', 'argmin'])

/** `sum[i, j != i](e)`, or `sum(e)` over all axes. */
export function reduce(
  name: string,
  items: readonly ast.Expression[] | undefined,
  e: ast.Call,
  context: Context,
): Value {
  const [argument, ...more] = e.arguments
  if (!argument || more.length || argument.name) {
    if (argument?.name) report(context, 'SSL2206', { name, argument: argument.name.text }, argument)
    else report(context, 'SSL2201', { name, expected: ['values'], given: e.arguments.length }, e)
    return nothing
  }
  if (!items) {
    const product = contractedSum(name, argument.value, undefined, [], e, context)
    return product ?? reduceAll(name, lower(argument.value, context), argument.value, e, context)
  }
  const binder = openBinder(items, [argument.value, ...items], context, false)
  const result = reduceBound(name, argument.value, binder, e)
  settleAll(binder, context, isUnknown(result))
  return binder.sound ? result : nothing
}

function reduceBound(name: string, body: ast.Expression, binder: Binder, e: ast.Call): Value {
  const { inner, indices } = binder
  const conditions = binder.conditions.map((condition) => lower(condition, inner))
  if (conditions.some(isUnknown)) {
    lower(body, inner)
    return nothing
  }
  const masks = conditions.flatMap(
    (condition, n) => asTensor(condition, inner, binder.conditions[n] ?? e) ?? [],
  )
  const product = contractedSum(name, body, binder, masks, e, inner)
  if (product) return product
  const value = asTensor(lower(body, inner), inner, body)
  if (!value) return nothing
  if (arg.has(name) && (indices.length !== 1 || value.type.own.length > 0)) {
    report(inner, 'SSL2408', { name, has: describe(value.type) }, e)
    return nothing
  }
  return reduced(name, value, indices, masks, e, inner)
}

/** Reduces a value over the given indices, or over its own axes where none are given. */
export function reduced(
  name: string,
  value: TensorValue,
  indices: readonly OpenIndex[] | undefined,
  masks: readonly TensorValue[],
  at: ast.Located,
  context: Context,
): TensorValue {
  const mask =
    masks.length > 1 ? masks.reduce((a, b) => elementwise('and', [a, b], 'bool', context, at)) : masks[0]
  const needed = [...(indices ?? []), ...(mask?.type.letters ?? [])]
  const missing = [...new Set(needed)].filter((index) => !value.type.letters.includes(index))
  const whole = missing.length
    ? arranged(value, inOrder([...value.type.letters, ...missing], context))
    : value
  const labels = labelsOf(whole.type)
  const kept: Label[] = labels.filter((label) =>
    indices ? isOwn(label) || !indices.includes(label) : !isOwn(label),
  )
  const spec = specOf(mask ? [labels, mask.type.letters] : [labels], kept)
  const options: Core[] = mask ? [object([['where', mask.core]])] : []
  const letters = kept.flatMap((label) => (isOwn(label) ? [] : [label]))
  const own = kept.flatMap((label) => (isOwn(label) ? [label.axis] : []))
  return {
    core: placed(op(name, whole.core, literal(spec), ...options), spanOf(context, at)),
    type: {
      is: 'tensor',
      letters,
      own,
      element: elementFor(name, value.type.element),
      lead: value.type.lead || (mask?.type.lead ?? false),
    },
  }
}

const inOrder = (letters: readonly OpenIndex[], context: Context): OpenIndex[] =>
  [...letters].sort((a, b) => context.open.indexOf(a) - context.open.indexOf(b))

export function elementFor(name: string, of: Element | undefined): Element {
  if (arg.has(name)) return 'int'
  if (name === 'any' || name === 'all') return 'bool'
  if ((name === 'sum' || name === 'max' || name === 'min') && of !== 'f32') return 'int'
  return 'f32'
}

/** A reduction without brackets: over all own axes. */
export function reduceAll(
  name: string,
  value: Value,
  at: ast.Located,
  call: ast.Located,
  context: Context,
): Value {
  const tensor = asTensor(value, context, at)
  if (!tensor) return nothing
  if (arg.has(name) && tensor.type.own.length !== 1) {
    report(context, 'SSL2408', { name, has: describe(tensor.type) }, call)
    return nothing
  }
  return reduced(name, tensor, undefined, [], call, context)
}
