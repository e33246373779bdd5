import type * as ast from '../../grammar/ast.js'
import { literal } from '../construct.js'
import { type Context, report } from '../context.js'
import type { Core } from '../core.js'
import {
  describe,
  type Element,
  nesting,
  type StaticKind,
  staticOf,
  type TensorValue,
  type Type,
  tensorType,
  unknown,
  type Value,
} from '../types.js'

/** The value of something that could not be understood; nothing more is told of it. */
export const nothing: Value = { core: literal(0), type: unknown }

export const isUnknown = (value: Value): boolean => value.type.is === 'unknown'

/** A static value: its code is the plain number itself. */
export const fixedValue = (core: Core, of: StaticKind): Value => ({ core, type: staticOf(of), fixed: core })

const elements: Partial<Record<StaticKind, Element>> = { int: 'int', number: 'f32', bool: 'bool' }

/** What the value is as an operand of a tensor function; undefined (and told) where it is none. */
export function asTensor(value: Value, context: Context, at: ast.Located): TensorValue | undefined {
  const { type } = value
  if (type.is === 'tensor') return { core: value.core, type, ...(value.fixed && { fixed: value.fixed }) }
  if (type.is === 'unknown') return undefined
  const { axes, innermost } = nesting(type)
  if (type.is === 'list' && type.length === 0) {
    report(context, 'SSL2306', {}, at)
    return undefined
  }
  const element = innermost.is === 'static' ? elements[innermost.of] : undefined
  if (element) return { core: value.core, type: tensorType(axes, element, false) }
  if (innermost.is === 'unknown') return undefined
  if (innermost.is === 'static' && innermost.of === 'duration') {
    report(context, 'SSL2311', { unit: 'epochs or steps', wanted: 'a plain number' }, at)
    return undefined
  }
  report(context, 'SSL2301', { has: inWords(value.type), wanted: 'a number or tensor' }, at)
  return undefined
}

/** The plain number, truth value or list; undefined (and told) where the value is not static. */
export function asFixed(value: Value, what: string, context: Context, at: ast.Located): Core | undefined {
  if (value.fixed) return value.fixed
  if (!isUnknown(value)) report(context, 'SSL2302', { what }, at)
  return undefined
}

/** The plain number; undefined (and told) where the value is none or not static. */
export function asNumber(value: Value, what: string, context: Context, at: ast.Located): Core | undefined {
  const fixed = asFixed(value, what, context, at)
  const scalar = value.type.is === 'tensor' && value.type.own.length === 0
  if (!fixed || scalar || (isNumber(value) && elementOf(value) !== 'bool')) return fixed
  report(context, 'SSL2301', { has: inWords(value.type), wanted: 'a number' }, at)
  return undefined
}

/** The plain truth value that decides something; undefined (and told) where the value is none or not static. */
export function asCondition(value: Value, what: string, context: Context, at: ast.Located): Core | undefined {
  const fixed = asFixed(value, what, context, at)
  if (!fixed || isUnknown(value) || isTruth(value)) return fixed
  report(context, 'SSL2301', { has: inWords(value.type), wanted: 'a truth value' }, at)
  return undefined
}

/** Plain numbers in any nesting; undefined (and told) where the value is anything else or not static. */
export function asNumbers(value: Value, what: string, context: Context, at: ast.Located): Core | undefined {
  const fixed = asFixed(value, what, context, at)
  const { innermost } = nesting(value.type)
  if (!fixed || innermost.is !== 'static' || innermost.of === 'int' || innermost.of === 'number') return fixed
  report(context, 'SSL2301', { has: inWords(innermost), wanted: 'a number' }, at)
  return undefined
}

/** A truth value as the number that it stands for, 0 or 1; any other value as it is. */
export function counted(value: Value): Value {
  const { fixed } = value
  if (!fixed || value.type.is !== 'static' || value.type.of !== 'bool') return value
  if (fixed.is === 'literal') return fixedValue(literal(fixed.value === true ? 1 : 0), 'int')
  return fixedValue({ is: 'conditional', condition: fixed, then: literal(1), else: literal(0) }, 'int')
}

/** Whether the value is one truth value. */
export const isTruth = (value: Value): boolean =>
  elementOf(value) === 'bool' && (value.type.is === 'static' || value.type.is === 'tensor')

export const inWords = (type: Type): string => {
  if (type.is === 'callable') return `the model \`${type.name}\``
  if (type.is === 'static')
    return `a ${type.of === 'number' ? 'number' : type.of === 'bool' ? 'truth value' : type.of === 'int' ? 'whole number' : type.of}`
  if (type.is === 'tuple') return `the tuple ${describe(type)}`
  return describe(type)
}

/** Whether the value is a number known when compiling (not a schedule). */
export const isStatic = (value: Value): boolean => value.type.is === 'static'

export const isNumber = (value: Value): boolean =>
  value.type.is === 'static' &&
  (value.type.of === 'int' || value.type.of === 'number' || value.type.of === 'bool')

export const isWhole = (value: Value): boolean =>
  value.type.is === 'static' && (value.type.of === 'int' || value.type.of === 'bool')

/** The element type of a number or tensor. */
export function elementOf(value: Value): Element | undefined {
  const { innermost } = nesting(value.type)
  if (innermost.is === 'tensor') return innermost.element
  return innermost.is === 'static' ? elements[innermost.of] : undefined
}
