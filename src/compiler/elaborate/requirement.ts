import { assumeDivisible } from '../../graph/dimension.js'
import type { Core } from '../core.js'
import type { Closure, Frame } from './closure.js'
import { isDimension } from './operator.js'
import { Undecidable } from './undecidable.js'

/** One `a mod b == 0` of a condition. */
interface Divisibility {
  readonly a: Closure
  readonly b: Closure
}

/** The conjuncts `a mod b == 0` of a condition. */
export function divisibilities(
  condition: Core | undefined,
  compile: (core: Core) => Closure,
): readonly Divisibility[] {
  if (condition?.is !== 'binary') return []
  const { operator, left, right } = condition
  if (operator === '&&') return [...divisibilities(left, compile), ...divisibilities(right, compile)]
  const isZero = right.is === 'literal' && right.value === 0
  if (
    operator !== '===' ||
    !isZero ||
    left.is !== 'call' ||
    left.callee.is !== 'global' ||
    left.callee.name !== 'mod'
  )
    return []
  const [a, b] = left.arguments
  return a && b ? [{ a: compile(a), b: compile(b) }] : []
}

/**
 * Runs a `require`. What hangs on sizes without numbers is no mistake yet; where it says that one size
 * divides another, dimensions compute with that from then on.
 */
export function requiring(call: Closure, facts: readonly Divisibility[]): Closure {
  return (frame) => {
    const value = decidedOr(call, frame)
    for (const { a, b } of facts) assume(a(frame), b(frame))
    return value
  }
}

function decidedOr(call: Closure, frame: Frame): unknown {
  try {
    return call(frame)
  } catch (error) {
    if (error instanceof Undecidable) return undefined
    throw error
  }
}

function assume(a: unknown, b: unknown): void {
  if (isDimension(a) && isDimension(b) && !(typeof a === 'number' && typeof b === 'number'))
    assumeDivisible(a, b)
}
