import { fail } from '../../messages/catalogue.js'
import type { Diagnostic, Span } from '../../messages/diagnostic.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Core, CoreBody, CorePattern, CoreStatement } from '../core.js'
import { atArguments } from './argument.js'
import { decided, negate, operate } from './operator.js'
import { at, diagnosticsOf, Poisoned } from './place.js'
import { divisibilities, requiring } from './requirement.js'
import { Undecidable } from './undecidable.js'

/** The values of one function call, and of those around it. */
export interface Frame {
  readonly values: unknown[]
  readonly outer: Frame | undefined
}

/** Core made into a function once, so that running it walks no tree. */
export type Closure = (frame: Frame) => unknown

/** Which slot of which frame has a name. */
export interface Scope {
  readonly slots: Map<string, number>
  readonly outer: Scope | undefined
  /** What `$.add`, `Math.log`, `$losses.nt_xent` mean. */
  readonly global: (namespace: string, name: string) => unknown
}

export const newScope = (outer: Scope | undefined, global: Scope['global']): Scope => ({
  slots: new Map(),
  outer,
  global,
})

/** Gives a name a slot; a name bound twice keeps the first one. */
export function bind(scope: Scope, name: string): number {
  const known = scope.slots.get(name)
  if (known !== undefined) return known
  scope.slots.set(name, scope.slots.size)
  return scope.slots.size - 1
}

/** In a slot whose value could not be made. */
const poison: unique symbol = Symbol('poison')

/** From now on, reading the names of the pattern is an error that says nothing. */
export function spoil(pattern: CorePattern, scope: Scope, frame: Frame): void {
  for (const name of pattern.is === 'name' ? [pattern.name] : pattern.names)
    frame.values[bind(scope, name)] = poison
}

/** Compiles an expression. */
export function closure(core: Core, scope: Scope): Closure {
  switch (core.is) {
    case 'literal': {
      const { value } = core
      return () => value
    }
    case 'name':
      return reader(core.name, scope)
    case 'global': {
      const { namespace, name } = core
      return () => scope.global(namespace, name)
    }
    case 'member':
      return member(core, scope)
    case 'call':
      return call(core, scope)
    case 'array': {
      const items = core.items.map((item) => closure(item, scope))
      return (frame) => items.map((item) => item(frame))
    }
    case 'object': {
      const entries = core.entries.map(([key, value]) => [key, closure(value, scope)] as const)
      return (frame) => Object.fromEntries(entries.map(([key, value]) => [key, value(frame)]))
    }
    case 'arrow':
      return arrow(core, scope, false)
    case 'conditional': {
      const [condition, then, otherwise] = [core.condition, core.then, core.else].map((part) =>
        closure(part, scope),
      )
      return (frame) => (decided(condition?.(frame)) ? then?.(frame) : otherwise?.(frame))
    }
    case 'binary':
      return binary(core, scope)
    case 'unary': {
      const operand = closure(core.operand, scope)
      const apply = core.operator === '!' ? (value: unknown) => !decided(value) : negate
      return (frame) => at(core.span, false, () => apply(operand(frame)))
    }
  }
}

function reader(name: string, scope: Scope): Closure {
  let depth = 0
  let around: Scope | undefined = scope
  while (around && !around.slots.has(name)) {
    around = around.outer
    depth += 1
  }
  const slot = around?.slots.get(name)
  if (slot === undefined) return () => fail('SSL3000', { what: `the name ${name} has no value` })
  return (frame) => {
    let found: Frame | undefined = frame
    for (let step = 0; step < depth; step += 1) found = found?.outer
    const value = found?.values[slot]
    if (value === poison) throw new Poisoned()
    return value
  }
}

function member(core: Extract<Core, { is: 'member' }>, scope: Scope): Closure {
  const object = closure(core.object, scope)
  const { name } = core
  return (frame) => at(core.span, false, () => Reflect.get(Object(object(frame)), name))
}

function binary(core: Extract<Core, { is: 'binary' }>, scope: Scope): Closure {
  const [left, right] = [closure(core.left, scope), closure(core.right, scope)]
  const { operator } = core
  if (operator === '&&') return (frame) => decided(left(frame)) && decided(right(frame))
  if (operator === '||') return (frame) => decided(left(frame)) || decided(right(frame))
  return (frame) => {
    const [a, b] = [left(frame), right(frame)]
    return at(core.span, false, () => operate(operator, a, b))
  }
}

function call(core: Extract<Core, { is: 'call' }>, scope: Scope): Closure {
  const own = core.callee.is === 'global' && core.callee.namespace === '$' ? core.callee.name : undefined
  const callee = closure(core.callee, scope)
  const recovers = own === 'pretext' || own === 'stage'
  const items = core.arguments.map((item) =>
    item.is === 'arrow' && recovers ? arrow(item, scope, true) : closure(item, scope),
  )
  const run: Closure = (frame) => {
    const called = callee(frame)
    const values = items.map((item) => item(frame))
    return at(core.span, own === undefined, () => {
      if (typeof called !== 'function')
        return fail('SSL3000', { what: `${own ?? 'a value'} cannot be called` })
      return atArguments(core, () => Reflect.apply(called, undefined, values))
    })
  }
  if (own !== 'require') return run
  return requiring(
    run,
    divisibilities(core.arguments[0], (part) => closure(part, scope)),
  )
}

/** Compiled when it is first called: a program uses little of the library. */
function arrow(core: Extract<Core, { is: 'arrow' }>, outer: Scope, recovers: boolean): Closure {
  let code: Code | undefined
  return (outerFrame) =>
    (...values: unknown[]) => {
      code ??= codeOf(core, outer, recovers)
      const frame: Frame = { values: [], outer: outerFrame }
      for (const [index, keep] of code.stores.entries()) keep(frame, values[index])
      return code.run(frame)
    }
}

interface Code {
  readonly stores: readonly ReturnType<typeof store>[]
  readonly run: Closure
}

function codeOf(core: Extract<Core, { is: 'arrow' }>, outer: Scope, recovers: boolean): Code {
  const scope = newScope(outer, outer.global)
  const stores = core.parameters.map((pattern) => store(pattern, scope))
  return { stores, run: body(core.body, scope, recovers) }
}

/** Puts a value, or its parts, into the slots of a pattern. */
export function store(pattern: CorePattern, scope: Scope): (frame: Frame, value: unknown) => void {
  if (pattern.is === 'name') {
    const slot = bind(scope, pattern.name)
    return (frame, value) => {
      frame.values[slot] = value
    }
  }
  const slots = pattern.names.map((name, index) => ({
    slot: bind(scope, name),
    key: pattern.is === 'fields' ? name : String(index),
  }))
  return (frame, value) => {
    for (const { slot, key } of slots) frame.values[slot] = Reflect.get(Object(value), key)
  }
}

function body(core: CoreBody, scope: Scope, recovers: boolean): Closure {
  if (core.is !== 'block') return closure(core, scope)
  const steps = core.statements.map((statement) => compiled(statement, scope))
  return recovers ? recovering(steps, scope) : straight(steps)
}

interface Step {
  readonly statement: CoreStatement
  readonly run: Closure
}

function compiled(statement: CoreStatement, scope: Scope): Step {
  const value = closure(statement.value, scope)
  if (statement.is !== 'const') return { statement, run: value }
  const keep = store(statement.pattern, scope)
  return { statement, run: (frame) => keep(frame, value(frame)) }
}

const straight =
  (steps: readonly Step[]): Closure =>
  (frame) => {
    for (const { statement, run } of steps) {
      const value = run(frame)
      if (statement.is === 'return') return value
    }
    return undefined
  }

/** Goes on behind a statement that fails, without the names it would have made; fails at the end. */
const recovering =
  (steps: readonly Step[], scope: Scope): Closure =>
  (frame) => {
    const told: Diagnostic[] = []
    let failed = false
    for (const { statement, run } of steps) {
      try {
        run(frame)
      } catch (error) {
        if (error instanceof Undecidable) throw error
        failed = true
        told.push(...diagnosticsOf(error, spanOf(statement)))
        if (statement.is === 'const') spoil(statement.pattern, scope, frame)
      }
    }
    if (told.length > 0) throw new SslError(told)
    if (failed) throw new Poisoned()
    return undefined
  }

const spanOf = (statement: CoreStatement): Span | undefined => statement.span ?? statement.value.span
