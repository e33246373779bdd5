import type * as ast from '../../grammar/ast.js'
import { literal, minus, negative, plus, times } from '../construct.js'
import type { Context } from '../context.js'
import type { Core } from '../core.js'
import { lower } from '../lower/expression.js'
import { elementOf, isNumber } from '../lower/value.js'
import { partsOf, someName } from '../parts.js'
import { lookUp } from '../scope.js'
import type { OpenIndex } from '../types.js'

/** A sum of multiples of open indices and a static number. */
export interface Affine {
  readonly terms: readonly Term[]
  readonly constant: Core
}

export interface Term {
  readonly index: OpenIndex
  /** Without its sign. */
  readonly coefficient: Core
  readonly negative: boolean
}

/** The expression as a linear one in the open indices; undefined where it is none. */
export function affine(e: ast.Expression, context: Context): Affine | undefined {
  if (e.is === 'name') {
    const entity = lookUp(context.scope, e.text)
    if (entity?.is === 'index') {
      return {
        terms: [{ index: entity.index, coefficient: literal(1), negative: false }],
        constant: literal(0),
      }
    }
  }
  if (!mentionsIndex(e, context)) return constant(e, context)
  if (e.is === 'unary' && e.operator === '-') {
    const inner = affine(e.operand, context)
    return inner && negated(inner)
  }
  if (e.is !== 'binary') return undefined
  if (e.operator === '+' || e.operator === '-') {
    const [left, right] = [affine(e.left, context), affine(e.right, context)]
    if (!left || !right) return undefined
    return added(
      left,
      e.operator === '-' ? negated(right) : right,
      e.operator === '-' ? minus(left.constant, right.constant) : plus(left.constant, right.constant),
    )
  }
  if (e.operator !== '*') return undefined
  const [left, right] = [affine(e.left, context), affine(e.right, context)]
  if (!left || !right) return undefined
  if (left.terms.length === 0) return scaled(right, left.constant)
  return right.terms.length === 0 ? scaled(left, right.constant) : undefined
}

function constant(e: ast.Expression, context: Context): Affine | undefined {
  const value = lower(e, context)
  return value.fixed && isNumber(value) && elementOf(value) !== 'bool'
    ? { terms: [], constant: value.fixed }
    : undefined
}

const negated = (a: Affine): Affine => ({
  terms: a.terms.map((term) => ({ ...term, negative: !term.negative })),
  constant: negative(a.constant),
})

const scaled = (a: Affine, by: Core): Affine => ({
  terms: a.terms.map((term) => ({ ...term, coefficient: times(by, term.coefficient) })),
  constant: times(by, a.constant),
})

function added(a: Affine, b: Affine, sum: Core): Affine | undefined {
  const terms = [...a.terms]
  for (const term of b.terms) {
    const at = terms.findIndex((known) => known.index === term.index)
    const known = terms[at]
    if (!known) terms.push(term)
    else if (known.negative !== term.negative) return undefined
    else terms[at] = { ...known, coefficient: plus(known.coefficient, term.coefficient) }
  }
  return { terms, constant: sum }
}

/** Whether an open index stands somewhere in the expression. */
export function mentionsIndex(e: ast.Expression, context: Context): boolean {
  return someName(e, (name) => lookUp(context.scope, name)?.is === 'index')
}

/** Whether the name stands somewhere alone as an index. */
export function standsAlone(e: ast.Expression, name: string): boolean {
  if (e.is === 'index' && e.items.some((item) => item.is === 'name' && item.text === name)) return true
  return partsOf(e).some((part) => standsAlone(part, name))
}
