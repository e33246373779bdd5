import type * as ast from '../../grammar/ast.js'
import { nearest } from '../../messages/nearest.js'
import { op } from '../construct.js'
import { type Context, reference, report } from '../context.js'
import { rangeOf } from '../indices/range.js'
import { whatItIs } from '../item.js'
import { resolve } from '../resolve.js'
import { lookUp, visible } from '../scope.js'
import { distributions, evaluations, optimizers, sources } from '../tables.js'
import { describe, tensorType, type Value } from '../types.js'
import { primitiveModel } from './primitive.js'
import { recipeOf } from './recipe.js'
import { fixedValue, nothing } from './value.js'

/** A name where a value or model is wanted. */
export function lowerName(e: ast.Name, context: Context): Value {
  const entity = lookUp(context.scope, e.text)
  switch (entity?.is) {
    case 'local':
      entity.reads++
      fact(e, `${entity.kind} ${e.text}: ${describe(entity.value.type)}`, entity.span, context)
      return entity.value
    case 'index':
      entity.index.needed = true
      return { core: op('index', rangeOf(entity.index)), type: tensorType([], 'int', false, [entity.index]) }
    case 'item':
      return itemValue(e, entity.item, context)
    case 'source':
      report(context, 'SSL2010', { name: e.text }, e)
      return nothing
    case 'primitive':
      if (e.text === 'training') return lowerTraining(e, context)
      return primitiveModel(e.text, context, e)
    case 'ambiguous':
      report(context, 'SSL2003', { name: e.text, modules: entity.modules }, e)
      return nothing
    case 'lost':
      return nothing
    case undefined:
      unknownName(e, context)
      return nothing
  }
}

function itemValue(e: ast.Name, item: Parameters<typeof resolve>[0], context: Context): Value {
  const target = {
    file: item.module.path,
    start: item.declaration.name.start,
    end: item.declaration.name.end,
  }
  const value =
    item.declaration.is === 'definition' ? recipeOf(item, [], e, context) : resolve(item, context, e)
  const text =
    item.signature?.text ?? `${whatItIs(item)} ${item.name}${value ? `: ${describe(value.type)}` : ''}`
  fact(e, text, target, context)
  if (value && item.declaration.is !== 'definition') {
    const core = reference(context, item)
    return { core, type: value.type, ...(value.fixed && { fixed: core }) }
  }
  if (value) return value
  if (item.declaration.is === 'data') {
    report(
      context,
      'SSL2301',
      { has: `the data \`${item.name}\`, of which \`batch\` reads examples,`, wanted: 'a value' },
      e,
    )
  }
  return nothing
}

function fact(
  e: ast.Located,
  text: string,
  target: { file: string; start: number; end: number },
  context: Context,
): void {
  context.module.facts.push({ span: { file: context.module.path, start: e.start, end: e.end }, text, target })
}

function lowerTraining(e: ast.Name, context: Context): Value {
  if (/^(fn|loss|augment)$/.test(context.owner.role)) report(context, 'SSL2106', { what: 'training' }, e)
  return fixedValue(op('training'), 'bool')
}

/** Tells of a name that means nothing here, with the nearest one or the import that is missing. */
export function unknownName(e: ast.Name | ast.Identifier, context: Context): void {
  if (e.text === '' || e.recovered || context.module.blind) return
  if (context.body.later.has(e.text)) {
    report(context, 'SSL2011', { name: e.text }, e)
    return
  }
  const places: [ReadonlyMap<string, unknown>, string][] = [
    [sources, 'a `data` declaration'],
    [optimizers, 'the `optimizer` of a `train` block'],
    [evaluations, 'an `evaluate` block'],
  ]
  if (distributions.has(e.text)) {
    report(context, 'SSL2014', { name: e.text }, e)
    return
  }
  for (const [table, place] of places) {
    if (!table.has(e.text)) continue
    report(context, 'SSL2017', { name: e.text, place }, e)
    return
  }
  const from = context.module.suggest(e.text)
  const near = from ? undefined : nearest(e.text, visible(context.scope))
  const fixes = near
    ? [
        {
          title: `Replace by \`${near}\``,
          edits: [{ span: { file: context.module.path, start: e.start, end: e.end }, text: near }],
        },
      ]
    : []
  report(context, 'SSL2001', { name: e.text, near, import: from && `${from}.{${e.text}}` }, e, { fixes })
}
