import type * as ast from '../../grammar/ast.js'
import { nearest } from '../../messages/nearest.js'
import { member, op } from '../construct.js'
import { type Context, report, spanOf, textOfNode } from '../context.js'
import type { Core } from '../core.js'
import { arranged } from '../indices/layout.js'
import { distributions } from '../tables.js'
import { type Axis, describe, type Element } from '../types.js'
import { lower } from './expression.js'
import { asNumber, asTensor, isUnknown } from './value.js'

export interface Distribution {
  readonly core: Core
  readonly element: Element
  /** Of one draw: a permutation has an axis. */
  readonly own: readonly Axis[]
}

const initialOnly: ReadonlySet<string> = new Set(['he_normal', 'xavier_uniform', 'unit_sphere'])

/** What stands after `~`; undefined (and told) where that is no distribution. */
export function distribution(
  e: ast.Expression,
  initial: boolean,
  context: Context,
): Distribution | undefined {
  const name = e.is === 'call' && e.callee.is === 'name' ? e.callee.text : undefined
  const known = name === undefined ? undefined : distributions.get(name)
  if (e.is !== 'call' || name === undefined || !known || (!initial && initialOnly.has(name))) {
    if (e.is === 'missing') return undefined
    const text = name ?? textOfNode(context, e)
    report(context, 'SSL2015', { name: text, near: nearest(text, distributions.keys()) }, e)
    return undefined
  }
  const byName = e.arguments.find((argument) => argument.name)
  if (byName || e.arguments.length !== known.positional.length) {
    if (byName?.name) report(context, 'SSL2206', { name, argument: byName.name.text }, byName)
    else report(context, 'SSL2201', { name, expected: known.positional, given: e.arguments.length }, e)
    return undefined
  }
  return build(name, e, context)
}

function build(name: string, e: ast.Call, context: Context): Distribution | undefined {
  const values = e.arguments.map((argument) => argument.value)
  const [first] = values
  const span = spanOf(context, e)
  if (!first) return { core: { ...op(name), span }, element: 'f32', own: [] }
  if (name === 'uniform' || name === 'integer') {
    const ends = endsOf(first, context)
    return (
      ends && { core: { ...op(name, ...ends), span }, element: name === 'integer' ? 'int' : 'f32', own: [] }
    )
  }
  if (name === 'permutation') {
    const n = asNumber(lower(first, context), 'the length of a permutation', context, first)
    const text = textOfNode(context, first)
    return (
      n && { core: { ...op(name, n), span }, element: 'int', own: [{ text, core: n, batch: text === 'B' }] }
    )
  }
  const cores = values.flatMap((value) => numberOf(value, name === 'categorical' ? 1 : 0, context) ?? [])
  if (cores.length < values.length) return undefined
  const element = name === 'bernoulli' ? 'bool' : name === 'categorical' ? 'int' : 'f32'
  return { core: { ...op(name, ...cores), span }, element, own: [] }
}

/** The ends of a range may change with the step or depend on other draws. */
function endsOf(e: ast.Expression, context: Context): [Core, Core] | undefined {
  if (e.is === 'range') {
    const [low, high] = [numberOf(e.low, 0, context), numberOf(e.high, 0, context)]
    if (low?.is === 'literal' && high?.is === 'literal' && Number(low.value) > Number(high.value)) {
      report(context, 'SSL2305', { low: Number(low.value), high: Number(high.value) }, e)
      return undefined
    }
    return low && high && [low, high]
  }
  const value = lower(e, context)
  if (value.type.is === 'static' && value.type.of === 'range')
    return [member(value.core, 'low'), member(value.core, 'high')]
  if (!isUnknown(value)) report(context, 'SSL2301', { has: describe(value.type), wanted: 'a range' }, e)
  return undefined
}

function numberOf(e: ast.Expression, rank: number, context: Context): Core | undefined {
  const tensor = asTensor(lower(e, context), context, e)
  if (!tensor) return undefined
  if (tensor.type.own.length !== rank) {
    report(
      context,
      'SSL2301',
      { has: describe(tensor.type), wanted: rank ? 'a vector of weights' : 'a number' },
      e,
    )
    return undefined
  }
  return tensor.type.letters.length ? arranged(tensor, context.open).core : tensor.core
}
