import type * as ast from '../../grammar/ast.js'
import { nearest } from '../../messages/nearest.js'
import { literal, member, op } from '../construct.js'
import { type Context, reference, report, textOfNode } from '../context.js'
import type { Item } from '../item.js'
import { lookUp } from '../scope.js'
import { tensorType, type Value } from '../types.js'
import { lower } from './expression.js'
import { fixedValue, inWords, isUnknown, nothing } from './value.js'

/** `images.count`, `scale.low`, `f.W`. */
export function lowerField(e: ast.Field, context: Context): Value {
  if (e.object.is === 'name') {
    const entity = lookUp(context.scope, e.object.text)
    if (entity?.is === 'item' && entity.item.declaration.is === 'data') {
      return dataField(entity.item, entity.item.declaration, e, context)
    }
    if (!entity && isModule(e.object.text, context)) return ofModule(e, e.object.text, context)
  }
  const object = lower(e.object, context)
  if (isUnknown(object)) return nothing
  const { type } = object
  const name = e.name.text
  if (type.is === 'static' && type.of === 'range') {
    if (name === 'low' || name === 'high') return fixedValue(member(object.core, name), 'number')
    return unknownField(e, 'a range', ['low', 'high'], context)
  }
  if (type.is === 'callable') {
    const parameter = type.parameter?.(name)
    if (parameter) return { core: op('parameter', object.core, literal(name)), type: parameter }
    return unknownField(e, `model \`${type.name}\``, [], context)
  }
  if (type.is === 'tuple') {
    const item = type.items.find((candidate) => candidate.name === name)
    if (item) return { core: member(object.core, name), type: item.type }
    const known = type.items.flatMap((candidate) => (candidate.name ? [candidate.name] : []))
    return unknownField(e, `\`${textOfNode(context, e.object)}\``, known, context)
  }
  return unknownField(e, inWords(type), [], context)
}

const isModule = (name: string, { module }: Context): boolean =>
  module.imports.some(({ path }) => path === `std.${name}`)

/** `losses.nt_xent` of whoever expects a name space. */
function ofModule(e: ast.Field, name: string, context: Context): Value {
  const member = e.name.text
  const span = { file: context.module.path, start: e.start, end: e.end }
  const fixes = [{ title: `Replace by \`${member}\``, edits: [{ span, text: member }] }]
  report(context, 'SSL2001', { name, member }, e, { fixes })
  return nothing
}

function unknownField(e: ast.Field, of: string, known: readonly string[], context: Context): Value {
  const field = e.name.text
  report(context, 'SSL2308', { field, of, known, near: nearest(field, known) }, e.name)
  return nothing
}

function dataField(item: Item, data: ast.Data, e: ast.Field, context: Context): Value {
  const words =
    data.source.is === 'call' &&
    data.source.callee.is === 'name' &&
    /^(skip_grams|word_windows)$/.test(data.source.callee.text)
  const core = reference(context, item)
  switch (e.name.text) {
    case 'count':
      return fixedValue(member(core, 'count'), 'int')
    case 'vocabulary':
      if (words) return fixedValue(member(core, 'vocabulary'), 'int')
      break
    case 'counts':
      if (words) {
        const axis = { text: `${item.name}.vocabulary`, core: member(core, 'vocabulary'), batch: false }
        return { core: member(core, 'counts'), type: tensorType([axis], 'f32', false) }
      }
      break
    case 'labels':
    case 'label':
      report(context, 'SSL2105', { data: item.name }, e)
      return nothing
  }
  return unknownField(
    e,
    `data \`${item.name}\``,
    words ? ['count', 'vocabulary', 'counts'] : ['count'],
    context,
  )
}
