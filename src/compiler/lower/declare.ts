import type * as ast from '../../grammar/ast.js'
import { type Context, report } from '../context.js'
import { typescriptWords } from '../names.js'
import type { Local, LocalKind } from '../scope.js'
import { describe, type Value } from '../types.js'

/** Makes a local name visible from here on; tells of names that are taken or reserved. */
export function declare(
  context: Context,
  name: ast.Identifier,
  kind: LocalKind,
  value: Value,
): Local | undefined {
  const span = { file: context.module.path, start: name.start, end: name.end }
  const local: Local = { is: 'local', kind, name: name.text, value, span, reads: 0, updates: 0 }
  if (name.text === '' || name.recovered) return undefined
  if (typescriptWords.has(name.text)) report(context, 'SSL2004', { name: name.text }, name)
  const before = context.scope.names.get(name.text)
  if (before) {
    const related =
      before.is === 'local' ? [{ message: `\`${name.text}\` is first defined here`, span: before.span }] : []
    report(context, 'SSL2002', { name: name.text }, name, { related })
    return undefined
  }
  context.scope.names.set(name.text, local)
  context.body.locals.push(local)
  context.module.facts.push({ span, text: `${kind} ${name.text}: ${describe(value.type)}` })
  return local
}
