import * as graph from '../../graph/build.js'
import { type Dimension, isPolynomial, numberOf, showShape } from '../../graph/dimension.js'
import type { Node } from '../../graph/node.js'
import { kindOf, standsFor, withKind } from '../kind.js'
import { refuse } from '../report.js'
import { scheduleNode } from '../schedule/feed.js'
import { isSchedule } from '../schedule/schedule.js'
import { joinLeads, same } from '../tensor/letters.js'
import { isTensor, type TensorLike, tensor } from '../tensor/value.js'
import { type Bindings, bindAxes, knownOf, showAxes } from './binding.js'
import { type Build, currentBuild, inScope } from './build.js'
import { bindConfiguration } from './configuration.js'
import type { Configured, Information } from './information.js'
import { kernelCall } from './kernel.js'
import { noteAssignment, noteCall } from './note.js'
import { nextPart, type Scope } from './scope.js'
import type { Type } from './type.js'

/** Where a call of a definition stands in the paths of parameters and draws. */
export type Part =
  /** A new part of what is around, numbered. */
  | { readonly is: 'new' }
  /** The definition of a model, which adds nothing. */
  | { readonly is: 'same' }
  /** A part that was numbered before: one set of weights for many calls. */
  | { readonly is: 'again'; readonly name: string; readonly call: string }

/**
 * Runs the body of a definition: binds dimensions, checks kinds, notes the lead axes, averages a loss
 * that speaks of one example. Throws an `SslError` that names definition and argument.
 */
export function callDefinition(
  { definition, configuration }: Configured,
  data: readonly TensorLike[],
  part: Part = { is: 'new' },
): unknown {
  const build = currentBuild()
  const outer = build.scope
  const name = outer.label !== '' && part.is === 'same' ? outer.label : definition.name
  const bindings = bindConfiguration(definition, configuration)
  const { values, leads } = bindData(definition, name, data, bindings)
  const nesting = nest(build, outer, leads)
  const scope = scopeOf(outer, definition, name, part, nesting)
  const dimensions = knownOf(bindings)
  const before = build.pretext?.statistics.length ?? 0
  const body = definition.body as (c: unknown, d: unknown, n: unknown) => unknown
  const result = inScope(scope, () => body(insideOf(definition, configuration), values, dimensions))
  const checked = checkResult({ definition, name, bindings, leads }, result)
  const whole = definition.kernel
    ? kernelCall(
        build,
        { definition, configuration },
        {
          result: checked as Node,
          data: Object.values(values),
          scope,
          averages: (build.pretext?.statistics ?? []).slice(before).map(({ value }) => value),
        },
      )
    : checked
  const made = definition.role === 'loss' ? averaged(definition, whole as Node, nesting) : whole
  noteAssignment(build, definition, scope.path, made)
  if (outer.inside === undefined) noteCall(build, definition, values, made, nesting)
  return made
}

/** Configuration as the body sees it: a schedule is a scalar that is fed. */
function insideOf(
  definition: Information,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(definition.configuration).map((argument) => {
      const value = values[argument]
      return [argument, isSchedule(value) ? scheduleNode(value) : value]
    }),
  )
}

function bindData(
  definition: Information,
  name: string,
  data: readonly TensorLike[],
  bindings: Bindings,
): { values: Record<string, Node>; leads: readonly Dimension[] } {
  const parameters = Object.entries(definition.data)
  if (data.length !== parameters.length) {
    refuse('SSL3103', { name, expected: parameters.length, given: data.length })
  }
  const values: Record<string, Node> = {}
  const leads: (readonly Dimension[])[] = []
  for (const [k, [argument, type]] of parameters.entries()) {
    const node = accepted({ name, argument }, type, tensor(data[k] ?? 0))
    values[argument] = node
    leads.push(bindAxes({ name, argument }, type, node.shape, bindings))
  }
  return { values, leads: joinLeads(name, leads) }
}

/** The value as a parameter of this type takes it. Throws where its kind does not fit. */
function accepted(place: { name: string; argument: string }, type: Type, node: Node): Node {
  const wanted = type.kind
  if (wanted === 'string' || wanted === 'range' || wanted === 'duration' || wanted === 'fn') return node
  const kind = kindOf(node)
  if (!standsFor(kind, wanted)) {
    const given = kind === 'gate' ? 'what comes straight out of a sigmoid' : kind
    refuse('SSL3102', { ...place, expected: wanted, given })
  }
  if (wanted === 'int') return graph.cast(node, 'int')
  return wanted === 'f32' || wanted === 'logits' ? graph.cast(node, 'f32') : node
}

/** How the lead axes of a call lie within those of what is around. */
interface Nesting {
  /** All lead axes that the body has. */
  readonly leads: readonly Dimension[]
  readonly batch: number | undefined
  /** How many of the last lead axes are this call's own, and no open indices. */
  readonly lifted: number
}

function nest(build: Build, outer: Scope, own: readonly Dimension[]): Nesting {
  const common = overlap(outer.leads, own)
  const fresh = own.slice(common)
  const leads = [...outer.leads, ...fresh]
  const lifted = Math.max(0, fresh.length - (outer.mapped ?? 0))
  if (outer.along === null) return { leads, batch: undefined, lifted }
  if (outer.along !== undefined) return { leads, batch: leads.length - own.length + outer.along, lifted }
  if (outer.batch !== undefined) return { leads, batch: outer.batch, lifted }
  const [first] = fresh
  const expected = build.batchSize === undefined ? undefined : numberOf(build.batchSize)
  const isBatch = first !== undefined && (expected === undefined || numberOf(first) === expected)
  return { leads, batch: isBatch ? outer.leads.length : undefined, lifted }
}

/** How many axes of the end of `outer` stand at the front of `own`. */
function overlap(outer: readonly Dimension[], own: readonly Dimension[]): number {
  for (let k = Math.min(outer.length, own.length); k > 0; k--) {
    const end = outer.slice(outer.length - k)
    if (end.every((size, axis) => same(size, own[axis] ?? 0))) return k
  }
  return 0
}

function scopeOf(
  outer: Scope,
  { name }: Information,
  label: string,
  part: Part,
  { leads, batch }: Nesting,
): Scope {
  const { copies } = outer
  const around = { label: part.is === 'same' ? label : name, copies, leads, batch, inside: name }
  if (part.is === 'same') return { ...around, path: outer.path, site: outer.site, parts: new Map() }
  if (part.is === 'new') {
    const step = `${nextPart(outer, name)}.`
    return { ...around, path: outer.path + step, site: outer.site + step, parts: new Map() }
  }
  const site = `${outer.site}${part.name}${part.call}.`
  return { ...around, path: `${outer.path}${part.name}.`, site, parts: new Map() }
}

/** What a result is checked against. */
interface Expected {
  readonly definition: Information
  readonly name: string
  readonly bindings: Bindings
  /** The lead axes of the arguments, which the result has too. */
  readonly leads: readonly Dimension[]
}

/** The result, checked against what the definition declares; numbers become tensors. */
function checkResult(expected: Expected, value: unknown): unknown {
  const { result } = expected.definition
  if (!isTuple(value)) {
    const node = tensor(value as TensorLike)
    return result && isType(result) ? checkOne(expected, result, node) : repeated(expected, node)
  }
  const types = result && !isType(result) ? result : {}
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => {
      const type = types[field]
      const named = { ...expected, name: `${expected.name} (${field})` }
      return [field, type ? checkOne(named, type, tensor(item)) : repeated(expected, tensor(item))]
    }),
  )
}

function isTuple(value: unknown): value is Readonly<Record<string, TensorLike>> {
  const record = typeof value === 'object' && value !== null && !Array.isArray(value)
  return record && !isTensor(value) && !isSchedule(value) && !isPolynomial(value)
}

const isType = (result: Type | Readonly<Record<string, Type>>): result is Type =>
  typeof result.kind === 'string'

function checkOne(expected: Expected, type: Type, node: Node): Node {
  const { name, bindings, leads } = expected
  const axes = (type.axes ?? []).filter((axis) => axis !== '...')
  const extra = node.shape.length - axes.length
  const place = { name, argument: 'result' }
  const fits =
    extra >= 0 &&
    fitsAxes(place, type, node.shape, new Map(bindings)) &&
    standsFor(kindOf(node), plainKind(type))
  if (!fits) {
    const text = type.axes ? `${type.kind}${showAxes(axes, bindings)}` : type.kind
    refuse('SSL3118', { name, result: text, given: `${kindOf(node)}${showShape(node.shape)}` })
  }
  const made = type.kind === 'int' ? graph.cast(node, 'int') : node
  if (expected.definition.role === 'loss' || extra >= leads.length) return made
  return withKind(graph.broadcast(made, [...leads, ...made.shape.slice(extra)]), kindOf(node))
}

/** A result without axes, of a body of one example, is the same for all examples. */
function repeated({ definition, leads }: Expected, node: Node): Node {
  if (definition.role === 'loss' || node.shape.length > 0) return node
  return graph.broadcast(node, leads)
}

const plainKind = ({ kind }: Type): 'f32' | 'int' | 'bool' | 'image' | 'lab' | 'unit' | 'prob' =>
  kind === 'int' ||
  kind === 'bool' ||
  kind === 'image' ||
  kind === 'lab' ||
  kind === 'unit' ||
  kind === 'prob'
    ? kind
    : 'f32'

function fitsAxes(
  place: { name: string; argument: string },
  type: Type,
  shape: readonly Dimension[],
  bindings: Bindings,
): boolean {
  try {
    bindAxes(place, type, shape, bindings)
    return true
  } catch {
    return false
  }
}

/** The mean over the axes over which a loss of one example was lifted. */
function averaged(definition: Information, value: Node, { leads, lifted }: Nesting): Node {
  if (value.shape.length > leads.length) {
    refuse('SSL3118', { name: definition.name, result: 'f32', given: showShape(value.shape) })
  }
  if (definition.seesBatch) return value
  const rank = value.shape.length
  const axes = Array.from({ length: Math.min(lifted, rank) }, (_, k) => rank - 1 - k)
  return graph.mean(value, axes.reverse())
}
