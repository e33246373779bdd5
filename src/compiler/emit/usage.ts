import type { Core, CoreBody, CoreModule, CorePattern, CoreStatement } from '../core.js'
import { boundNames, childrenOf, freeNames } from '../free.js'

/** Whether leaving the expression out changes nothing. */
export function isPure(core: Core): boolean {
  return core.is === 'arrow' || (core.is !== 'call' && childrenOf(core).every(isPure))
}

/** The namespaces (`$`, `$losses`) that a module reads. */
export function namespacesOf(module: CoreModule): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (core: CoreBody): void => {
    if (core.is === 'block') for (const statement of core.statements) visit(statement.value)
    else if (core.is === 'global') found.add(core.namespace)
    else if (core.is === 'arrow') visit(core.body)
    else for (const part of childrenOf(core)) visit(part)
  }
  for (const { value } of module.declarations) visit(value)
  return found
}

/**
 * The statements without what nobody reads: an unread constant goes, or becomes a bare call where
 * computing it does something; unread names leave their patterns. (Strict projects refuse them.)
 */
export function withoutUnread(statements: readonly CoreStatement[]): readonly CoreStatement[] {
  const kept: CoreStatement[] = []
  const read = new Set<string>()
  for (const statement of [...statements].reverse()) {
    const next = statement.is === 'const' ? trimmed(statement, read) : statement
    if (!next) continue
    if (statement.is === 'const') for (const name of boundNames(statement.pattern)) read.delete(name)
    for (const name of freeNames(next.value)) read.add(name)
    kept.push(next)
  }
  return kept.reverse()
}

type Constant = Extract<CoreStatement, { is: 'const' }>

function trimmed(statement: Constant, read: ReadonlySet<string>): CoreStatement | undefined {
  const pattern = readPart(statement.pattern, read)
  if (pattern) return { ...statement, pattern }
  if (isPure(statement.value)) return undefined
  const { span, doc, value } = statement
  return { is: 'do', value, ...(span && { span }), ...(doc !== undefined && { doc }) }
}

/** The pattern with only what is read; an unread item that is not the last one becomes an empty name. */
export function readPart(pattern: CorePattern, read: ReadonlySet<string>): CorePattern | undefined {
  if (pattern.is === 'name') return read.has(pattern.name) ? pattern : undefined
  if (pattern.is === 'fields') {
    const names = pattern.names.filter((name) => read.has(name))
    return names.length > 0 ? { is: 'fields', names } : undefined
  }
  const names = pattern.names.map((name) => (read.has(name) ? name : ''))
  while (names.at(-1) === '') names.pop()
  return names.length > 0 ? { is: 'items', names } : undefined
}

/** The members that a body reads of a name: of `d` in `d.K + 1` they are `K`. */
export function membersOf(name: string, body: CoreBody): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (core: CoreBody): void => {
    if (core.is === 'block') for (const statement of core.statements) visit(statement.value)
    else if (core.is === 'member' && core.object.is === 'name' && core.object.name === name)
      found.add(core.name)
    else if (core.is === 'arrow') visit(core.body)
    else for (const part of childrenOf(core)) visit(part)
  }
  visit(body)
  return found
}
