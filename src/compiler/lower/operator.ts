import type * as ast from '../../grammar/ast.js'
import { binary, literal, minus, negative, op, placed, plus, times } from '../construct.js'
import { type Context, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import { align } from '../indices/layout.js'
import type { Element, StaticKind, TensorValue, Value } from '../types.js'
import { lower } from './expression.js'
import {
  asTensor,
  counted,
  elementOf,
  fixedValue,
  inWords,
  isNumber,
  isStatic,
  isTruth,
  isUnknown,
  isWhole,
  nothing,
} from './value.js'

type Operator = Exclude<ast.BinaryOperator, '|>' | '@'>

const tensorNames: Record<Operator, string> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '^': 'power',
  div: 'div',
  mod: 'mod',
  '==': 'equal',
  '!=': 'notEqual',
  '<': 'less',
  '<=': 'lessEqual',
  '>': 'greater',
  '>=': 'greaterEqual',
  and: 'and',
  or: 'or',
}

const staticForms: Record<Operator, (a: Core, b: Core) => Core> = {
  '+': plus,
  '-': minus,
  '*': times,
  '/': (a, b) => binary('/', a, b),
  '^': (a, b) => binary('**', a, b),
  div: (a, b) => op('div', a, b),
  mod: (a, b) => op('mod', a, b),
  '==': (a, b) => binary('===', a, b),
  '!=': (a, b) => binary('!==', a, b),
  '<': (a, b) => binary('<', a, b),
  '<=': (a, b) => binary('<=', a, b),
  '>': (a, b) => binary('>', a, b),
  '>=': (a, b) => binary('>=', a, b),
  and: (a, b) => binary('&&', a, b),
  or: (a, b) => binary('||', a, b),
}

const keepInt: ReadonlySet<Operator> = new Set(['+', '-', '*', 'div', 'mod'])
const logical: ReadonlySet<Operator> = new Set(['==', '!=', '<', '<=', '>', '>=', 'and', 'or'])

const connecting: ReadonlySet<Operator> = new Set(['and', 'or'])

const isOperator = (operator: ast.BinaryOperator): operator is Operator => operator in tensorNames

/** An arithmetic, comparing or logical operator on numbers or, by elements, on tensors. */
export function lowerOperator(e: ast.Binary, context: Context): Value {
  const [left, right] = [lower(e.left, context), lower(e.right, context)]
  if (!isOperator(e.operator) || isUnknown(left) || isUnknown(right)) return nothing
  return operate(e.operator, left, right, e, context)
}

export function operate(
  operator: Operator,
  left: Value,
  right: Value,
  e: ast.Binary,
  context: Context,
): Value {
  const span = spanOf(context, e)
  const fixed =
    left.fixed && right.fixed && bothPlain(left, right)
      ? staticForms[operator](...operandsOf(operator, left, right))
      : undefined
  if (isStatic(left) && isStatic(right)) {
    if (connecting.has(operator) && !bothTruths(left, right, e, context)) return nothing
    const sort = staticSort(operator, left, right)
    if (!sort || !fixed) {
      const odd = isNumber(left) ? right : left
      if (odd.type.is === 'static' && odd.type.of === 'duration') {
        asTensor(odd, context, isNumber(left) ? e.right : e.left)
        return nothing
      }
      report(
        context,
        'SSL2301',
        { has: inWords(odd.type), wanted: 'a number' },
        isNumber(left) ? e.right : e.left,
      )
      return nothing
    }
    return fixedValue(placed(fixed, span), sort)
  }
  const [a, b] = [asTensor(left, context, e.left), asTensor(right, context, e.right)]
  if (!a || !b) return nothing
  const value = elementwise(tensorNames[operator], [a, b], resultElement(operator, left, right), context, e)
  return fixed ? { ...value, fixed: placed(fixed, span) } : value
}

/** Beside a number, and where it is more than compared for equality, a truth value counts as 0 or 1. */
function operandsOf(operator: Operator, left: Value, right: Value): [Core, Core] {
  const equality = operator === '==' || operator === '!='
  const truths = connecting.has(operator) || (equality && isTruth(left) && isTruth(right))
  const code = (value: Value): Core => (truths ? value : counted(value)).fixed ?? value.core
  return [code(left), code(right)]
}

/** Lists have plain code as well, but arithmetic on them is a tensor's. */
const bothPlain = (left: Value, right: Value): boolean => left.type.is !== 'list' && right.type.is !== 'list'

/** Tells the first operand that is no truth value. */
function bothTruths(left: Value, right: Value, e: ast.Binary, context: Context): boolean {
  const odd = isTruth(left) ? right : left
  if (isTruth(odd)) return true
  const at = odd === left ? e.left : e.right
  report(context, 'SSL2301', { has: inWords(odd.type), wanted: 'a truth value' }, at)
  return false
}

function staticSort(operator: Operator, left: Value, right: Value): StaticKind | undefined {
  const words =
    left.type.is === 'static' &&
    left.type.of === 'string' &&
    right.type.is === 'static' &&
    right.type.of === 'string'
  if (words && (operator === '==' || operator === '!=')) return 'bool'
  if (!isNumber(left) || !isNumber(right)) return undefined
  if (logical.has(operator)) return 'bool'
  const whole = isWhole(left) && isWhole(right)
  return whole && (keepInt.has(operator) || operator === '^') ? 'int' : 'number'
}

function resultElement(operator: Operator, left: Value, right: Value): Element {
  if (logical.has(operator)) return 'bool'
  const whole = elementOf(left) !== 'f32' && elementOf(right) !== 'f32'
  return whole && keepInt.has(operator) ? 'int' : 'f32'
}

/** A scalar function of tensors: open indices meet by name, own axes from the end. */
export function elementwise(
  name: string,
  values: readonly TensorValue[],
  element: Element | undefined,
  context: Context,
  at: ast.Located,
): TensorValue {
  const { letters, own, lead, spec } = align(values, context.open)
  const cores = values.map((value) => value.core)
  const core = op(name, ...cores, ...(spec === undefined ? [] : [literal(spec)]))
  return { core: placed(core, spanOf(context, at)), type: { is: 'tensor', letters, own, element, lead } }
}

export function lowerUnary(e: ast.Unary, context: Context): Value {
  const not = e.operator === 'not'
  const given = lower(e.operand, context)
  const value = not ? given : counted(given)
  if (isUnknown(value)) return nothing
  if (not && isStatic(value) && !isTruth(value)) {
    report(context, 'SSL2301', { has: inWords(value.type), wanted: 'a truth value' }, e.operand)
    return nothing
  }
  const plain = value.type.is === 'list' ? undefined : value.fixed
  const fixed: Core | undefined =
    plain && (not ? { is: 'unary', operator: '!', operand: plain } : negative(plain))
  if (isNumber(value) && fixed) {
    return fixedValue(placed(fixed, spanOf(context, e)), not ? 'bool' : isWhole(value) ? 'int' : 'number')
  }
  const operand = asTensor(value, context, e.operand)
  if (!operand) return nothing
  const element = not ? 'bool' : operand.type.element === 'bool' ? 'int' : operand.type.element
  const result = elementwise(not ? 'not' : 'negate', [operand], element, context, e)
  return fixed ? { ...result, fixed } : result
}
