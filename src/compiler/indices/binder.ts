import type * as ast from '../../grammar/ast.js'
import { textOf } from '../construct.js'
import { type Context, report, textOfNode } from '../context.js'
import { lower } from '../lower/expression.js'
import { asNumber } from '../lower/value.js'
import { childOf } from '../scope.js'
import type { Axis, OpenIndex } from '../types.js'
import { mentionsIndex, standsAlone } from './affine.js'
import { openIndex, settle } from './range.js'

/** Indices that are open in a body, and the conditions on them. */
export interface Binder {
  readonly inner: Context
  readonly indices: readonly OpenIndex[]
  readonly conditions: readonly ast.Binary[]
  /** False where an item could not be understood. */
  readonly sound: boolean
}

const relations: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>='])

/** Opens the indices of `let s[i, j < n]` or `sum[i, j != i]`; `settleAll` closes them. */
export function openBinder(
  items: readonly ast.Expression[],
  body: readonly ast.Expression[],
  context: Context,
  onlyBounds: boolean,
): Binder {
  const scope = childOf(context.scope)
  const indices: OpenIndex[] = []
  const conditions: ast.Binary[] = []
  let sound = true
  for (const item of items) {
    const name = item.is === 'binary' && relations.has(item.operator) ? item.left : item
    if (name.is !== 'name') {
      if (name.is !== 'missing')
        report(context, 'SSL2405', { what: `\`${textOfNode(context, item)}\`` }, item)
      sound = false
      continue
    }
    const known = indices.find((index) => index.name === name.text)
    if (known && item.is === 'name') {
      report(context, 'SSL2410', { index: name.text }, name)
      sound = false
      continue
    }
    const index = known ?? openIndex({ ...name, text: name.text }, context)
    if (!known) {
      index.alone = body.some((part) => standsAlone(part, name.text))
      indices.push(index)
      scope.names.set(index.name, { is: 'index', index })
    }
    if (item.is !== 'binary') continue
    if (item.operator === '<' && !index.bound && !mentionsIndex(item.right, { ...context, scope })) {
      const bound = boundOf(item.right, context)
      if (bound) index.bound = bound
      else if (onlyBounds) sound = false
      else conditions.push(item)
    } else if (onlyBounds) {
      report(context, 'SSL2407', { index: name.text }, item)
      sound = false
    } else conditions.push(item)
  }
  return { inner: { ...context, scope, open: [...context.open, ...indices] }, indices, conditions, sound }
}

function boundOf(e: ast.Expression, context: Context): Axis | undefined {
  const core = asNumber(lower(e, context), 'the range of an index', context, e)
  if (!core) return undefined
  const text = textOfNode(context, e)
  return { text, core, batch: text === 'B' || textOf(core) === '$.batchSize()' }
}

/** Fixes the ranges of all indices of a binder. */
export function settleAll(binder: Binder, context: Context, silent: boolean): void {
  for (const index of binder.indices) settle(index, context, silent)
}
