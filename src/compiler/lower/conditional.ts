import type * as ast from '../../grammar/ast.js'
import { type Context, report } from '../context.js'
import type { Core } from '../core.js'
import { arranged, merged, unitedLetters } from '../indices/layout.js'
import { describe, staticOf, type TensorValue, type Value } from '../types.js'
import { lower } from './expression.js'
import { asCondition, asTensor, counted, isNumber, isTruth, isUnknown, isWhole, nothing } from './value.js'

/** `if` chooses when a graph is built. */
export function lowerConditional(e: ast.If, context: Context): Value {
  const condition = lower(e.condition, context)
  const [then, other] = [lower(e.then, context), lower(e.else, context)]
  if (isUnknown(condition)) return nothing
  if (!condition.fixed || condition.type.is === 'list') {
    report(context, 'SSL2303', { has: describe(condition.type) }, e.condition)
    return nothing
  }
  const decided = asCondition(condition, 'the condition', context, e.condition)
  if (!decided || isUnknown(then) || isUnknown(other)) return nothing
  const truths = isTruth(then) && isTruth(other)
  return choose(decided, truths ? then : counted(then), truths ? other : counted(other), e, context)
}

function choose(condition: Core, then: Value, other: Value, e: ast.If, context: Context): Value {
  const between = (a: Core, b: Core): Core => ({ is: 'conditional', condition, then: a, else: b })
  const core = between(then.core, other.core)
  const fixed = then.fixed && other.fixed && between(then.fixed, other.fixed)
  const plain = fixed && { fixed: then.core === then.fixed && other.core === other.fixed ? core : fixed }
  if (isNumber(then) && isNumber(other)) {
    const sort = isWhole(then) && isWhole(other) ? 'int' : 'number'
    const same = then.type.is === 'static' && other.type.is === 'static' && then.type.of === other.type.of
    return { core, type: same ? then.type : staticOf(sort), ...plain }
  }
  if (then.type.is === other.type.is && then.type.is !== 'tensor') return { core, type: then.type, ...plain }
  const [a, b] = [asTensor(then, context, e.then), asTensor(other, context, e.else)]
  if (!a || !b) return nothing
  return { ...chooseTensor(between, a, b, e, context), ...plain }
}

function chooseTensor(
  between: (a: Core, b: Core) => Core,
  a: TensorValue,
  b: TensorValue,
  e: ast.If,
  context: Context,
): Value {
  if (a.type.own.length !== b.type.own.length) {
    report(context, 'SSL2304', { then: describe(a.type), else: describe(b.type) }, e)
    return nothing
  }
  const letters = unitedLetters([a.type, b.type], context.open)
  const own = a.type.own.map((axis, n) => merged(axis, b.type.own[n] ?? {}))
  const element = a.type.element === b.type.element ? a.type.element : 'f32'
  const type = { ...a.type, letters, own, element, lead: a.type.lead || b.type.lead }
  return { core: between(arranged(a, letters).core, arranged(b, letters).core), type }
}
