import { fail } from '../../messages/catalogue.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import type { CoreModule } from '../core.js'
import { beside } from '../path.js'
import { bind, closure, type Frame, newScope, type Scope, spoil, store } from './closure.js'
import { isDimension } from './operator.js'
import { at, diagnosticsOf, Poisoned } from './place.js'
import { numberOf } from './undecidable.js'

/** Modules by key: `std.losses`, or the path of a file as the checker gives it. */
export type Modules = ReadonlyMap<string, CoreModule>

/** A module whose declarations have values. */
export interface Evaluated {
  readonly core: CoreModule
  /** By name, those that stay at home too; without those that failed. */
  readonly values: ReadonlyMap<string, unknown>
  readonly diagnostics: readonly Diagnostic[]
}

/** By surface: the library's modules, which hold nothing of a program, are evaluated once for all. */
const libraries = new WeakMap<object, WeakMap<CoreModule, Evaluated>>()

function libraryOn(surface: object): WeakMap<CoreModule, Evaluated> {
  const known = libraries.get(surface) ?? new WeakMap<CoreModule, Evaluated>()
  libraries.set(surface, known)
  return known
}

/** Evaluates modules on first use, each once, through the functions of `surface` (the `$` of core). */
export function evaluator(modules: Modules, surface: object): (key: string) => Evaluated {
  const done = new Map<string, Evaluated>()
  const evaluate = (key: string): Evaluated => {
    const before = done.get(key)
    if (before) return before
    const core = modules.get(key) ?? fail('SSL3000', { what: `there is no module ${key}` })
    const library = key.startsWith('std.') ? libraryOn(surface) : undefined
    const evaluated =
      library?.get(core) ?? run(core, (namespace, name) => globalOf(key, core, namespace, name))
    library?.set(core, evaluated)
    done.set(key, evaluated)
    return evaluated
  }
  const globalOf = (key: string, core: CoreModule, namespace: string, name: string): unknown => {
    if (namespace === '$') return property(surface, name)
    if (namespace === 'Math') return mathematics(name)
    const from = core.imports.find((one) => one.namespace === namespace)?.from ?? namespace
    const target = keyOf(from, key)
    if (!modules.has(target)) return sourceFunction(name)
    const { values } = evaluate(target)
    if (!values.has(name)) throw new Poisoned()
    return values.get(name)
  }
  return evaluate
}

function run(core: CoreModule, global: Scope['global']): Evaluated {
  const scope = newScope(undefined, global)
  const frame: Frame = { values: [], outer: undefined }
  const values = new Map<string, unknown>()
  const diagnostics: Diagnostic[] = []
  for (const { name } of core.declarations) if (name !== undefined) bind(scope, name)
  for (const { name, value, span } of core.declarations) {
    const pattern = { is: 'name', name: name ?? '' } as const
    try {
      const made = at(span, false, () => closure(value, scope)(frame))
      if (name === undefined) continue
      store(pattern, scope)(frame, made)
      values.set(name, made)
    } catch (error) {
      diagnostics.push(...diagnosticsOf(error, span))
      if (name !== undefined) spoil(pattern, scope, frame)
    }
  }
  return { core, values, diagnostics }
}

function property(object: object, name: string): unknown {
  const value: unknown = Reflect.get(object, name)
  return value === undefined ? fail('SSL3000', { what: `the runtime has no ${name}` }) : value
}

/** `Math.log` and its like, on sizes that have a number. */
function mathematics(name: string): unknown {
  const value = property(Math, name)
  if (typeof value !== 'function') return value
  return (...items: unknown[]): unknown =>
    Reflect.apply(
      value,
      undefined,
      items.map((item) => (isDimension(item) ? numberOf(item) : item)),
    )
}

/** Stands for a TypeScript data source, which only a run calls. */
const sourceFunction =
  (name: string): unknown =>
  () =>
    fail('SSL3000', { what: `the data source ${name} is called` })

/** The key of an imported module, seen from the module `importer`. */
export function keyOf(from: string, importer: string): string {
  if (from.startsWith('sslang/std/')) return `std.${from.slice('sslang/std/'.length)}`
  return from.startsWith('.') ? beside(importer, from) : from
}
