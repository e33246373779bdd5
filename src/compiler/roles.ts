import type * as ast from '../grammar/ast.js'
import { type Context, report } from './context.js'
import type { CalleeRole } from './types.js'

const owners: ReadonlySet<string> = new Set(['layer', 'encoder', 'head', 'model', 'given'])

/** Whether a declaration may use a definition of the given role; tells where it may not. */
export function mayUse(
  callee: string,
  signature: { readonly role: CalleeRole },
  at: ast.Located,
  context: Context,
): boolean {
  const { role, name } = context.owner
  const calleeRole = signature.role
  if (allowed(role, calleeRole)) return true
  if (role === 'model' && calleeRole === 'augment') {
    report(context, 'SSL2104', { model: name, augment: callee }, at)
  } else {
    report(context, 'SSL2101', { role, name, callee, calleeRole }, at)
  }
  return false
}

function allowed(role: Context['owner']['role'], callee: CalleeRole): boolean {
  switch (role) {
    case 'fn':
    case 'loss':
      return callee === 'fn' || callee === 'loss' || callee === 'given'
    case 'augment':
      return callee === 'fn' || callee === 'loss' || callee === 'augment' || callee === 'given'
    case 'layer':
    case 'encoder':
    case 'head':
    case 'model':
      return callee === 'fn' || owners.has(callee)
    default:
      return true
  }
}

/** Whether a declaration may draw: everything but plain functions and losses. */
export function mayDraw(at: ast.Located, context: Context): boolean {
  const { role, name } = context.owner
  if (role !== 'fn' && role !== 'loss') return true
  report(context, 'SSL2102', { role, name }, at)
  return false
}

/** Whether a declaration may own parameters and state. */
export function mayOwn(what: string, at: ast.Located, context: Context): boolean {
  const { role, name } = context.owner
  if (role !== 'fn' && role !== 'loss' && role !== 'augment') return true
  report(context, 'SSL2103', { role, name, what }, at)
  return false
}
