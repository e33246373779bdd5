import { input } from '../../graph/build.js'
import { type Dimension, isPolynomial, symbol, withFacts } from '../../graph/dimension.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { newBuild, within } from '../../program/definition/build.js'
import { callDefinition } from '../../program/definition/call.js'
import { definitionOf } from '../../program/definition/information.js'
import * as surface from '../../program/index.js'
import { type Kind, withKind } from '../../program/kind.js'
import { listening } from './listening.js'
import { type Evaluated, evaluator, type Modules } from './module.js'
import { diagnosticsOf, unique } from './place.js'
import { Undecidable } from './undecidable.js'

/**
 * Mistakes that no number can mend: shapes and kinds that fit for no sizes, numbers outside their
 * bounds, accesses outside by a constant, requirements that are decided.
 */
const certain: ReadonlySet<string> = new Set(
  'SSL3002 SSL3006 SSL3101 SSL3102 SSL3104 SSL3109 SSL3116 SSL3118 SSL3119 SSL3136'.split(' '),
)

/** Checks each definition of a module by itself, see `mistakesAlone`. */
export function checkDefinitions(modules: Modules, key: string): readonly Diagnostic[] {
  return listening(() => mistakesAlone(evaluator(modules, surface)(key)))
}

/**
 * What is wrong with the definitions of a module whatever their sizes are: their dimension variables
 * are distinct symbols, their configuration unknown numbers. Where a static choice, a list or a
 * function decides, the check of that definition ends: its uses are checked with their values.
 */
export function mistakesAlone({ values }: Evaluated): readonly Diagnostic[] {
  const found = [...values.values()].flatMap((value) => {
    const information = typeof value === 'function' ? definitionOf(value) : undefined
    return information ? checkAlone(information) : []
  })
  return unique(found.filter(({ code, span }) => certain.has(code) && span !== undefined))
}

type Information = NonNullable<ReturnType<typeof definitionOf>>
type Type = Information['data'][string]

function checkAlone(information: Information): readonly Diagnostic[] {
  const build = newBuild(information.name, { symbolic: true, batchSize: symbol('B') })
  try {
    within(build, () => withFacts(() => call(information)))
    return []
  } catch (error) {
    return error instanceof Undecidable ? [] : diagnosticsOf(error)
  }
}

function call(information: Information): void {
  const known: Record<string, unknown> = {}
  const configuration: Record<string, unknown> = {}
  for (const [name, type] of Object.entries(information.configuration)) {
    configuration[name] = unknownValue(name, type, known)
    known[name] = configuration[name]
  }
  const data = Object.entries(information.data).map(([name, type]) => tensorOf(name, type, known))
  callDefinition({ definition: information, configuration }, data)
}

/** A value of configuration of which only the type is known. */
function unknownValue(name: string, type: Type, known: Record<string, unknown>): unknown {
  if (type.axes)
    return type.kind === 'int' || type.kind === 'bool' ? unreadable(name, []) : tensorOf(name, type, known)
  if (type.kind === 'int') return symbol(name)
  if (type.kind === 'range')
    return { low: input(`${name}.low`, [], 'f32'), high: input(`${name}.high`, [], 'f32') }
  if (type.kind === 'f32') return input(name, [], 'f32')
  return unreadable(name)
}

/** Whoever looks into it, or calls it, ends the check. */
function unreadable(name: string, like: object = () => undefined): unknown {
  const end = (): never => {
    throw new Undecidable(symbol(name))
  }
  return new Proxy(like, { apply: end, get: end, has: end, ownKeys: end })
}

/** An input with the axes of a type; names that are not bound yet become symbols. */
function tensorOf(name: string, type: Type, known: Record<string, unknown>) {
  const axes = (type.axes ?? []).filter((axis) => axis !== '...')
  const shape = axes.map((axis): Dimension => sizeOf(axis, known))
  const element = type.kind === 'int' || type.kind === 'bool' ? type.kind : 'f32'
  const node = input(name, shape, element)
  return withKind(node, kindIn(type.kind))
}

const kindIn = (kind: Type['kind']): Kind =>
  kind === 'image' || kind === 'lab' || kind === 'unit' || kind === 'prob' ? kind : 'f32'

function sizeOf(axis: NonNullable<Type['axes']>[number], known: Record<string, unknown>): Dimension {
  if (typeof axis === 'number') return axis
  if (typeof axis === 'string') return bound(axis, known)
  if (typeof axis === 'object') bound(axis.name, known)
  const size: unknown = typeof axis === 'function' ? axis(known as never) : axis.is(known as never)
  if (typeof size === 'number' || isPolynomial(size)) return size
  throw new Undecidable(symbol('axis'))
}

function bound(name: string, known: Record<string, unknown>): Dimension {
  const value = known[name]
  if (typeof value === 'number' || isPolynomial(value)) return value
  const fresh = symbol(name)
  known[name] = fresh
  return fresh
}
