import type * as ast from '../grammar/ast.js'
import { type Arguments, type Code, diagnose } from '../messages/catalogue.js'
import type { Fix, Related, Span } from '../messages/diagnostic.js'
import { literal, named, nameOf, op } from './construct.js'
import type { Core, CoreStatement } from './core.js'
import type { Item } from './item.js'
import type { ModuleState } from './module.js'
import { namespaceOf } from './names.js'
import type { Local, Scope } from './scope.js'
import type { CalleeRole, OpenIndex } from './types.js'

/** What is around an expression while it is checked. */
export interface Context {
  readonly module: ModuleState
  readonly scope: Scope
  /** Indices that are open here, the outermost first. */
  readonly open: readonly OpenIndex[]
  /** The declaration that this stands in. */
  readonly owner: Owner
  /** Where statements of the body go that an expression needs before it. */
  readonly statements: CoreStatement[]
  readonly body: Body
}

export interface Owner {
  readonly role: CalleeRole | 'pretext' | 'constant' | 'data' | 'train' | 'evaluate'
  readonly name: string
  readonly item?: Item
}

/** What one emitted function shares. */
export interface Body {
  /** Names of TypeScript that are already declared or that mean something from outside. */
  readonly taken: Set<string>
  readonly locals: Local[]
  /** Names that statements of the body define somewhere. */
  readonly later: ReadonlySet<string>
  /** Recipes made in the current objective, for the warning about two sets of weights. */
  readonly recipes: Map<string, Span>
}

export const emptyBody = (steps: readonly ast.Step[] = []): Body => ({
  taken: new Set(),
  locals: [],
  later: new Set(steps.flatMap(definedBy)),
  recipes: new Map(),
})

function definedBy(step: ast.Step): string[] {
  if (step.is === 'let tuple') return step.names.map((name) => name.text)
  const names = step.is === 'let' || step.is === 'param' || step.is === 'state' || step.is === 'model'
  return names ? [step.name.text] : []
}

export const spanOf = (context: { module: ModuleState }, node: ast.Located): Span => ({
  file: context.module.path,
  start: node.start,
  end: node.end,
})

export const textOfNode = (context: { module: ModuleState }, node: ast.Located): string =>
  context.module.text.slice(node.start, node.end)

interface More {
  readonly related?: readonly Related[]
  readonly fixes?: readonly Fix[]
}

/** Tells a mistake once; the same at the same place is told no second time. */
export function report<C extends Code>(
  context: { module: ModuleState },
  code: C,
  args: Arguments<C>,
  at: ast.Located | Span,
  more: More = {},
): void {
  const { diagnostics, path } = context.module
  const span: Span = { file: path, start: at.start, end: at.end }
  if (diagnostics.some((known) => known.span?.start === span.start && known.code === code)) return
  diagnostics.push(diagnose(code, args, { span, ...more }))
}

/** A name of TypeScript for a local, another one where its own already means something else here. */
export function freshName(body: Body, wanted: string): string {
  let name = wanted
  for (let n = 2; body.taken.has(name); n++) name = `${wanted}${n}`
  body.taken.add(name)
  return name
}

/** Gives the value a name before the current statement, so that it can be used several times. */
export function hoist(context: Context, core: Core, wanted: string): Core {
  if (core.is === 'name') return core
  const name = freshName(context.body, wanted)
  context.statements.push({
    is: 'const',
    pattern: nameOf(name),
    value: core,
    ...(core.span && { span: core.span }),
  })
  return named(name)
}

/** How the emitted module refers to a declaration. */
export function reference(context: Context, item: Item): Core {
  if (item.module === context.module) {
    context.body.taken.add(item.name)
    return named(item.name)
  }
  return { is: 'global', namespace: importOf(context.module, item.module.path), name: item.name }
}

/** How the emitted module refers to data; the paths of imported ones start from their own folder. */
export function dataReference(context: Context, item: Item): Core {
  const data = reference(context, item)
  const folder = specifierOf(context.module.path, item.module.path).split('/').slice(0, -1).join('/')
  return folder === '.' ? data : op('dataIn', literal(folder.replace(/^\.\//, '')), data)
}

/** The namespace under which the module imports another; noted where it is new. */
export function importOf(module: ModuleState, path: string): string {
  const from = specifierOf(module.path, path)
  for (const [namespace, known] of module.namespaces) if (known === from) return namespace
  const wanted = namespaceOf(path)
  let namespace = wanted
  for (let n = 2; module.namespaces.has(namespace); n++) namespace = `${wanted}${n}`
  module.namespaces.set(namespace, from)
  return namespace
}

function specifierOf(importer: string, path: string): string {
  if (path.startsWith('std.')) return `sslang/std/${path.slice(4)}`
  const from = importer.split('/').slice(0, -1)
  const to = path.split('/')
  let shared = 0
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++
  const up = from.slice(shared).map(() => '..')
  return [...(up.length ? up : ['.']), ...to.slice(shared)].join('/')
}
