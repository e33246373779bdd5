import type { Span } from '../messages/diagnostic.js'
import type { Core, CoreBody, CoreOperator, CorePattern } from './core.js'

/** Short constructors of core nodes; static arithmetic folds what folding makes easier to read. */

export const literal = (value: number | string | boolean | null): Core => ({ is: 'literal', value })

export const named = (name: string): Core => ({ is: 'name', name })

export const array = (items: readonly Core[]): Core => ({ is: 'array', items })

export const object = (entries: readonly (readonly [string, Core])[]): Core => ({ is: 'object', entries })

export const member = (of: Core, name: string): Core => ({ is: 'member', object: of, name })

export const call = (callee: Core, ...args: readonly Core[]): Core => ({
  is: 'call',
  callee,
  arguments: args,
})

/** A function of `sslang/runtime`. */
export const runtime = (name: string): Core => ({ is: 'global', namespace: '$', name })

/** A call of a function of `sslang/runtime`. */
export const op = (name: string, ...args: readonly Core[]): Core => call(runtime(name), ...args)

export const arrow = (parameters: readonly CorePattern[], body: CoreBody): Core => ({
  is: 'arrow',
  parameters,
  body,
})

export const nameOf = (name: string): CorePattern => ({ is: 'name', name })

export const binary = (operator: CoreOperator, left: Core, right: Core): Core => ({
  is: 'binary',
  operator,
  left,
  right,
})

export const placed = (core: Core, span: Span): Core => (core.span ? core : { ...core, span })

const numberOf = (core: Core): number | undefined =>
  core.is === 'literal' && typeof core.value === 'number' ? core.value : undefined

export function plus(a: Core, b: Core): Core {
  const [x, y] = [numberOf(a), numberOf(b)]
  if (x !== undefined && y !== undefined) return literal(x + y)
  if (x === 0) return b
  if (y === 0) return a
  if (y !== undefined && y < 0) return minus(a, literal(-y))
  if (y !== undefined && a.is === 'binary' && numberOf(a.right) !== undefined) {
    if (a.operator === '+') return plus(a.left, literal((numberOf(a.right) ?? 0) + y))
    if (a.operator === '-') return minus(a.left, literal((numberOf(a.right) ?? 0) - y))
  }
  if (b.is === 'unary' && b.operator === '-') return minus(a, b.operand)
  return binary('+', a, b)
}

export function minus(a: Core, b: Core): Core {
  const [x, y] = [numberOf(a), numberOf(b)]
  if (x !== undefined && y !== undefined) return literal(x - y)
  if (y === 0) return a
  if (x === 0) return negative(b)
  if (textOf(a) === textOf(b)) return literal(0)
  if (y !== undefined && a.is === 'binary' && numberOf(a.right) !== undefined) {
    if (a.operator === '+') return plus(a.left, literal((numberOf(a.right) ?? 0) - y))
    if (a.operator === '-') return minus(a.left, literal((numberOf(a.right) ?? 0) + y))
  }
  return binary('-', a, b)
}

export function times(a: Core, b: Core): Core {
  const [x, y] = [numberOf(a), numberOf(b)]
  if (x !== undefined && y !== undefined) return literal(x * y)
  if (x === 0 || y === 0) return literal(0)
  if (x === 1) return b
  if (y === 1) return a
  return binary('*', a, b)
}

export const negative = (a: Core): Core => {
  const x = numberOf(a)
  return x === undefined ? { is: 'unary', operator: '-', operand: a } : literal(-x)
}

/** The quotient of whole numbers, rounded down. */
export function quotient(a: Core, b: Core): Core {
  const [x, y] = [numberOf(a), numberOf(b)]
  if (y === 1) return a
  if (x !== undefined && y !== undefined && y !== 0) return literal(Math.floor(x / y))
  return op('div', a, b)
}

/** A key that equal cores share; spans do not count. */
export function textOf(core: Core): string {
  switch (core.is) {
    case 'literal':
      return JSON.stringify(core.value)
    case 'name':
      return core.name
    case 'global':
      return `${core.namespace}.${core.name}`
    case 'member':
      return `${textOf(core.object)}.${core.name}`
    case 'call':
      return `${textOf(core.callee)}(${core.arguments.map(textOf).join(',')})`
    case 'array':
      return `[${core.items.map(textOf).join(',')}]`
    case 'object':
      return `{${core.entries.map(([key, value]) => `${key}:${textOf(value)}`).join(',')}}`
    case 'arrow':
      return 'arrow'
    case 'conditional':
      return `(${textOf(core.condition)}?${textOf(core.then)}:${textOf(core.else)})`
    case 'binary':
      return `(${textOf(core.left)}${core.operator}${textOf(core.right)})`
    case 'unary':
      return `${core.operator}${textOf(core.operand)}`
  }
}
