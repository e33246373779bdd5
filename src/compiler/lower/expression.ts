import type * as ast from '../../grammar/ast.js'
import { array, literal, op, placed } from '../construct.js'
import { type Context, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import { lowerAccess } from '../indices/access.js'
import { lowerProduct } from '../indices/contraction.js'
import type { Value } from '../types.js'
import { lowerCall } from './call.js'
import { lowerConditional } from './conditional.js'
import { lowerField } from './field.js'
import { lowerList, lowerListFor } from './list.js'
import { lowerName } from './name.js'
import { lowerOperator, lowerUnary } from './operator.js'
import { lowerPipe } from './pipe.js'
import { asNumbers, fixedValue, isUnknown, nothing } from './value.js'

/** Checks an expression and turns it into core. */
export function lower(e: ast.Expression, context: Context): Value {
  const value = lowered(e, context)
  if (value.core.span || isUnknown(value)) return value
  const core = placed(value.core, spanOf(context, e))
  return { ...value, core, ...(value.fixed === value.core && { fixed: core }) }
}

function lowered(e: ast.Expression, context: Context): Value {
  switch (e.is) {
    case 'number':
      return lowerNumber(e)
    case 'string':
      return fixedValue(literal(e.value), 'string')
    case 'boolean':
      return fixedValue(literal(e.value), 'bool')
    case 'name':
      return lowerName(e, context)
    case 'tuple':
      return lowerTuple(e, context)
    case 'list':
      return lowerList(e, context)
    case 'list for':
      return lowerListFor(e, context)
    case 'if':
      return lowerConditional(e, context)
    case 'binary':
      if (e.operator === '|>') return lowerPipe(e, context)
      return e.operator === '@' ? lowerProduct(e, context) : lowerOperator(e, context)
    case 'unary':
      return lowerUnary(e, context)
    case 'range':
      return lowerRange(e, context)
    case 'call':
      return lowerCall(e, context)
    case 'index':
      return lowerAccess(e, context)
    case 'field':
      return lowerField(e, context)
    case 'missing':
      return nothing
  }
}

function lowerNumber(e: ast.NumberLiteral): Value {
  const { unit, value } = e
  switch (unit) {
    case '%':
      return fixedValue(literal(scaled(value, -2)), 'number')
    case 'epoch':
    case 'epochs':
      return fixedValue(op('epochs', literal(value)), 'duration')
    case 'step':
    case 'steps':
      return fixedValue(op('steps', literal(value)), 'duration')
    case 'ms':
      return fixedValue(literal(scaled(value, -3)), 'number')
    case 'khz':
      return fixedValue(literal(scaled(value, 3)), 'number')
    case 's':
    case 'hz':
      return fixedValue(literal(value), 'number')
    default:
      return fixedValue(literal(value), e.whole ? 'int' : 'number')
  }
}

/** Times a power of ten, correctly rounded. */
const scaled = (value: number, power: number): number => {
  const [digits = '0', exponent = '0'] = String(value).split('e')
  return Number(`${digits}e${Number(exponent) + power}`)
}

function lowerTuple(e: ast.Tuple, context: Context): Value {
  const items = e.items.map((item) => lower(item, context))
  return {
    core: array(items.map((item) => item.core)),
    type: { is: 'tuple', items: items.map(({ type }) => ({ type })) },
  }
}

function lowerRange(e: ast.Range, context: Context): Value {
  const [low, high] = rangeEnds(e, context)
  if (!low || !high) return nothing
  if (low.is === 'literal' && high.is === 'literal' && Number(low.value) > Number(high.value)) {
    report(context, 'SSL2305', { low: Number(low.value), high: Number(high.value) }, e)
    return nothing
  }
  return fixedValue(op('range', low, high), 'range')
}

/** Both ends as plain numbers. */
export function rangeEnds(e: ast.Range, context: Context): [Core | undefined, Core | undefined] {
  const [low, high] = [lower(e.low, context), lower(e.high, context)]
  return [
    asNumbers(low, 'the end of a range', context, e.low),
    asNumbers(high, 'the end of a range', context, e.high),
  ]
}
