import type * as ast from '../../grammar/ast.js'
import { nearest } from '../../messages/nearest.js'
import { call, object, textOf } from '../construct.js'
import { type Context, reference, report, spanOf, textOfNode } from '../context.js'
import type { Core } from '../core.js'
import { isShort } from '../indices/range.js'
import type { Item } from '../item.js'
import { resolve } from '../resolve.js'
import { mayUse } from '../roles.js'
import type { ConfigurationSignature, Signature } from '../signature.js'
import { type Axis, type CallableType, nesting, type Type, type Value } from '../types.js'
import { lower } from './expression.js'
import { instantiate } from './instantiate.js'
import { inWords, isUnknown, nothing } from './value.js'

/** A definition with its configuration: `$.losses.nt_xent({ temperature: 0.5 })`. */
export function recipeOf(
  item: Item,
  args: readonly ast.Argument[],
  at: ast.Located,
  context: Context,
): Value {
  resolve(item, context, at)
  const { signature } = item
  if (!signature || item.declaration.is !== 'definition') return nothing
  if (!mayUse(item.name, signature, at, context)) return nothing
  const given = configurationOf(signature, args, at, context)
  if (!given) return nothing
  const name = { ...reference(context, item), span: spanOf(context, at) }
  const entries = [...given].map(([key, value]): [string, Core] => [key, value.core])
  const core =
    signature.configuration.length === 0 ? name : call(name, ...(entries.length ? [object(entries)] : []))
  return { core, type: callableOf(signature, given) }
}

type Given = ReadonlyMap<string, Value>

function callableOf(signature: Signature, given: Given): CallableType {
  const known = knownSizes(signature, given)
  return {
    is: 'callable',
    name: signature.name,
    role: signature.role,
    draws:
      signature.role === 'augment' ||
      signature.role === 'layer' ||
      signature.role === 'encoder' ||
      signature.role === 'head',
    batched: signature.batched,
    inputs: signature.data,
    configuration: signature.configuration.flatMap(({ name }) => (given.has(name) ? [] : [name])),
    result: (args) => instantiate(signature, known, given, args),
    parameter: (name) => {
      const type = signature.parameters.get(name)
      return type && { ...type, own: type.own.map(() => ({ batch: false })) }
    },
    ...(signature.role !== 'fn' &&
      signature.role !== 'loss' &&
      signature.role !== 'augment' && { recipe: signature.name }),
  }
}

/** The sizes that the configuration fixes, by the names of the definition. */
function knownSizes(signature: Signature, given: Given): Map<string, Axis> {
  const sizes = new Map<string, Axis>()
  for (const parameter of signature.configuration) {
    const value = given.get(parameter.name)
    if (!value) continue
    if (value.fixed && isShort(value.fixed))
      sizes.set(parameter.name, { text: textOf(value.fixed), core: value.fixed })
    const axes = value.type.is === 'tensor' ? value.type.own : nesting(value.type).axes
    parameter.axes.forEach((variable, n) => {
      const axis = axes[n]
      if (variable && axis && !sizes.has(variable)) sizes.set(variable, axis)
    })
  }
  return sizes
}

/** The given configuration by name, in declared order; undefined where something is wrong. */
function configurationOf(
  signature: Signature,
  args: readonly ast.Argument[],
  at: ast.Located,
  context: Context,
): Given | undefined {
  const { name, configuration } = signature
  const required = configuration.filter((parameter) => parameter.required)
  const given = new Map<string, Value>()
  let sound = true
  let position = 0
  for (const argument of args) {
    const parameter = argument.name
      ? configuration.find((candidate) => candidate.name === argument.name?.text)
      : required[position++]
    if (!parameter) {
      tellWrong(signature, argument, args.length, context)
      lower(argument.value, context)
      sound = false
      continue
    }
    if (given.has(parameter.name)) {
      report(context, 'SSL2204', { argument: parameter.name }, argument)
      sound = false
      continue
    }
    const value = configurationValue(name, parameter, argument.value, context)
    given.set(parameter.name, value)
    if (isUnknown(value)) sound = false
  }
  const missing = required
    .filter((parameter) => !given.has(parameter.name))
    .map((parameter) => parameter.name)
  if (sound && missing.length) {
    report(context, 'SSL2202', { name, missing }, at)
    return undefined
  }
  const ordered = configuration.flatMap(({ name: key }): [string, Value][] => {
    const value = given.get(key)
    return value ? [[key, value]] : []
  })
  return sound ? new Map(ordered) : undefined
}

function tellWrong(signature: Signature, argument: ast.Argument, count: number, context: Context): void {
  const { name, configuration, data } = signature
  const known = configuration.map((parameter) => parameter.name)
  if (argument.name) {
    const text = argument.name.text
    if (data.some((parameter) => parameter.name === text)) {
      report(context, 'SSL2206', { name, argument: text }, argument.name)
      return
    }
    const near = nearest(text, known)
    const span = spanOf(context, argument.name)
    const fixes = near ? [{ title: `Replace by \`${near}\``, edits: [{ span, text: near }] }] : []
    report(context, 'SSL2203', { name, argument: text, near, known }, argument.name, { fixes })
    return
  }
  const next = configuration.find((parameter) => !parameter.required)
  if (next) report(context, 'SSL2205', { name, argument: next.name }, argument)
  else report(context, 'SSL2201', { name, expected: known, given: count }, argument)
}

function configurationValue(
  name: string,
  parameter: ConfigurationSignature,
  e: ast.Expression,
  context: Context,
): Value {
  const value = lower(e, context)
  if (isUnknown(value)) return value
  const wrong = mismatch(parameter.type, value)
  if (wrong === 'none')
    return value.fixed && isWholeType(parameter.type) ? { ...value, core: value.fixed } : value
  if (wrong === 'static') report(context, 'SSL2302', { what: `\`${parameter.name}\` of \`${name}\`` }, e)
  else
    report(
      context,
      'SSL2210',
      {
        name,
        argument: parameter.name,
        expects: parameter.text,
        has: inWords(value.type) || textOfNode(context, e),
      },
      e,
    )
  return nothing
}

const isWholeType = (type: Type): boolean => type.is === 'static' && type.of !== 'number'

function mismatch(wanted: Type, value: Value): 'none' | 'static' | 'type' {
  const has = value.type
  if (wanted.is === 'unknown') return 'none'
  if (wanted.is === 'callable') return has.is === 'callable' ? 'none' : 'type'
  if (has.is === 'callable' || has.is === 'tuple') return 'type'
  if (wanted.is === 'static') {
    const numbers = /^(int|bool|number)$/
    if (has.is === 'tensor') {
      if (has.own.length > 0 || !numbers.test(wanted.of)) return 'type'
      return value.fixed || (has.scheduled && wanted.of === 'number') ? 'none' : 'static'
    }
    if (has.is !== 'static') return 'type'
    if (wanted.of === has.of || (wanted.of === 'int' && has.of === 'bool')) return 'none'
    if (wanted.of === 'number' && numbers.test(has.of)) return 'none'
    return wanted.of === 'int' && has.of === 'number' ? 'none' : 'type'
  }
  if (wanted.is === 'tensor') {
    const rank = has.is === 'tensor' ? has.own.length : has.is === 'list' ? nesting(has).axes.length : 0
    if (has.is === 'static' && !/^(int|bool|number)$/.test(has.of)) return 'type'
    return rank === wanted.own.length ? 'none' : 'type'
  }
  if (wanted.is === 'list') {
    const depth = nesting(wanted).axes.length
    const axes = has.is === 'tensor' ? has.own.length : nesting(has).axes.length
    return depth === axes ? 'none' : 'type'
  }
  return 'none'
}
