import type * as ast from '../../grammar/ast.js'
import { nearest } from '../../messages/nearest.js'
import { object, op } from '../construct.js'
import { type Context, report, spanOf } from '../context.js'
import type { Core } from '../core.js'
import { type Known, schedules, settingSorts } from '../tables.js'
import { tensorType, type Value } from '../types.js'
import { lower } from './expression.js'
import { asFixed, inWords, isNumber, isUnknown, nothing } from './value.js'

/** `cosine(0.3, warmup: 2 epochs)`: a number that changes with the step. */
export function lowerSchedule(name: string, e: ast.Call, context: Context): Value {
  const known = schedules.get(name)
  const entries = known && knownArguments(name, known, e.arguments, e, context)
  if (!entries) return nothing
  const core = { ...op(name, object(entries)), span: spanOf(context, e) }
  return { core, type: { ...tensorType([], 'f32', false), scheduled: true } }
}

/** The arguments of a name from the tables as an object's entries; undefined (and told) if one is wrong. */
export function knownArguments(
  name: string,
  known: Known,
  args: readonly ast.Argument[],
  at: ast.Located,
  context: Context,
  scheduled = false,
): [string, Core][] | undefined {
  const entries: [string, Core][] = []
  const all = [...known.positional, ...known.named]
  let sound = true
  let position = 0
  for (const argument of args) {
    const key = argument.name ? argument.name.text : known.positional[position++]
    if (!key || !all.includes(key)) {
      tellUnknown(name, known, argument, args.length, context)
      sound = false
      continue
    }
    if (entries.some(([given]) => given === key)) {
      report(context, 'SSL2204', { argument: key }, argument)
      sound = false
      continue
    }
    const value = lower(argument.value, context)
    const fixed = settingCore(name, key, value, argument.value, context, scheduled)
    if (fixed) entries.push([key, fixed])
    else sound = false
  }
  const missing = known.positional.filter((key) => !entries.some(([given]) => given === key))
  if (sound && missing.length) {
    report(context, 'SSL2202', { name, missing }, at)
    return undefined
  }
  return sound ? entries : undefined
}

/** The code of a setting's value, if it is of the sort that the setting takes. */
function settingCore(
  name: string,
  key: string,
  value: Value,
  e: ast.Expression,
  context: Context,
  scheduled: boolean,
): Core | undefined {
  if (isUnknown(value)) return undefined
  const sorts = settingSorts[key] ?? ['number']
  const { type } = value
  const moments = type.is === 'list' && type.of.is === 'static' && type.of.of === 'duration'
  if (moments && sorts.includes('durations')) return value.fixed
  const has = type.is === 'static' ? (isNumber(value) && type.of !== 'bool' ? 'number' : type.of) : type.is
  if (scheduled && type.is === 'tensor' && type.scheduled) return value.core
  if (type.is === 'tensor' && !sorts.includes('durations'))
    return asFixed(value, `\`${key}\` of \`${name}\``, context, e)
  if (sorts.includes(has)) return value.fixed
  const expects = sorts.map((sort) => sortNames[sort] ?? sort).join(' or ')
  report(context, 'SSL2210', { name, argument: key, expects, has: inWords(type) }, e)
  return undefined
}

const sortNames: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  duration: 'a duration such as `2 epochs`',
  list: 'a list',
  durations: 'a list of moments such as `[60 epochs, 80 epochs]`',
  bool: '`true` or `false`',
}

function tellUnknown(
  name: string,
  known: Known,
  argument: ast.Argument,
  given: number,
  context: Context,
): void {
  const all = [...known.positional, ...known.named]
  if (!argument.name) {
    const next = known.named[0]
    if (next) report(context, 'SSL2205', { name, argument: next }, argument)
    else report(context, 'SSL2201', { name, expected: known.positional, given }, argument)
    return
  }
  const text = argument.name.text
  const near = nearest(text, all)
  const span = { file: context.module.path, start: argument.name.start, end: argument.name.end }
  const fixes = near ? [{ title: `Replace by \`${near}\``, edits: [{ span, text: near }] }] : []
  report(context, 'SSL2203', { name, argument: text, near, known: all }, argument.name, { fixes })
}
