import type * as ast from '../../grammar/ast.js'
import { type Context, report } from '../context.js'
import { reduce } from '../indices/reduce.js'
import type { Item } from '../item.js'
import { resolve } from '../resolve.js'
import { lookUp } from '../scope.js'
import type { Signature } from '../signature.js'
import { reductions, schedules } from '../tables.js'
import type { Value } from '../types.js'
import { apply, type Given } from './apply.js'
import { lower } from './expression.js'
import { callPrimitive } from './primitive.js'
import { recipeOf } from './recipe.js'
import { lowerSchedule } from './schedule.js'
import { inWords, isUnknown, nothing } from './value.js'

/** A call: of a primitive, of a definition with its configuration or data, or of a model. */
export function lowerCall(e: ast.Call, context: Context): Value {
  const { callee } = e
  if (callee.is === 'index' && callee.object.is === 'name' && reductions.has(callee.object.text)) {
    const entity = lookUp(context.scope, callee.object.text)
    if (entity?.is === 'primitive') return reduce(callee.object.text, callee.items, e, context)
  }
  if (callee.is === 'name') {
    const entity = lookUp(context.scope, callee.text)
    if (entity?.is === 'primitive') {
      if (reductions.has(callee.text)) return reduce(callee.text, undefined, e, context)
      if (schedules.has(callee.text)) return lowerSchedule(callee.text, e, context)
      return callPrimitive(callee.text, e, context)
    }
    if (entity?.is === 'item' && entity.item.declaration.is === 'definition') {
      return callDefinition(entity.item, e, callee, context)
    }
  }
  return callValue(lower(callee, context), e, context)
}

function callDefinition(item: Item, e: ast.Call, callee: ast.Name, context: Context): Value {
  resolve(item, context, callee)
  const { signature } = item
  if (!signature) {
    for (const argument of e.arguments) lower(argument.value, context)
    return nothing
  }
  const span = { file: item.module.path, start: item.declaration.name.start, end: item.declaration.name.end }
  context.module.facts.push({
    span: { file: context.module.path, start: callee.start, end: callee.end },
    text: signature.text,
    target: span,
  })
  const named = e.arguments.some((argument) => argument.name)
  if (misplaced(item.name, signature, e, named, context)) return nothing
  const required = signature.configuration.some((parameter) => parameter.required)
  const configures = named || required || (e.arguments.length === 0 && signature.configuration.length > 0)
  if (configures) return recipeOf(item, e.arguments, e, context)
  return callValue(recipeOf(item, [], callee, context), e, context)
}

/** Arguments in the wrong list: data by name, both lists in one, or configuration with a default by position. */
function misplaced(
  name: string,
  { configuration, data }: Signature,
  e: ast.Call,
  named: boolean,
  context: Context,
): boolean {
  const byName = e.arguments.find((argument) => argument.name)
  if (configuration.length === 0 && byName?.name) {
    const argument = byName.name.text
    if (data.some((parameter) => parameter.name === argument))
      report(context, 'SSL2206', { name, argument }, byName)
    else report(context, 'SSL2203', { name, argument, known: [] }, byName.name)
    return true
  }
  if (inOneList({ configuration, data }, e)) {
    const given = e.arguments.flatMap((argument) => (argument.name ? [argument.name.text] : []))
    const names = data.map((parameter) => parameter.name)
    for (const argument of e.arguments) lower(argument.value, context)
    report(context, 'SSL2213', { name, configuration: given, data: names }, byName ?? e)
    return true
  }
  const [first] = configuration
  const count = e.arguments.length
  const optional = first !== undefined && configuration.every((parameter) => !parameter.required)
  if (named || !optional || count === 0 || count === data.length || count > configuration.length) return false
  if (!e.arguments.every(({ value }) => value.is === 'number')) return false
  report(context, 'SSL2205', { name, argument: first.name }, e.arguments[0] ?? e)
  return true
}

/** As in Python: the data by position, then configuration by name. */
function inOneList({ configuration, data }: Pick<Signature, 'configuration' | 'data'>, e: ast.Call): boolean {
  const given = new Set(e.arguments.flatMap(({ name }) => (name ? [name.text] : [])))
  const positions = e.arguments.filter(({ name }) => !name)
  if (positions.length !== data.length || positions.every(({ value }) => value.is === 'number')) return false
  const open = configuration.filter(({ name, required }) => required && !given.has(name)).length
  return positions.length > open && configuration.some(({ name }) => given.has(name))
}

function callValue(callee: Value, e: ast.Call, context: Context): Value {
  const given = givenTo(e, context)
  if (isUnknown(callee)) return nothing
  if (callee.type.is !== 'callable') {
    report(context, 'SSL2207', { what: inWords(callee.type) }, e.callee)
    return nothing
  }
  const byName = e.arguments.find((argument) => argument.name)
  if (byName?.name) {
    report(context, 'SSL2206', { name: callee.type.name, argument: byName.name.text }, byName)
    return nothing
  }
  return apply(callee, given, context, e)
}

export const givenTo = (e: ast.Call, context: Context): Given[] =>
  e.arguments.map((argument) => ({ value: lower(argument.value, context), at: argument.value }))
