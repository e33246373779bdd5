import type { Span } from '../messages/diagnostic.js'
import type { Item } from './item.js'
import type { OpenIndex, Value } from './types.js'

/** What a local name is, in the words of a message. */
export type LocalKind =
  | 'let'
  | 'param'
  | 'state'
  | 'argument'
  | 'dimension'
  | 'batch name'
  | 'variable'
  | 'model'

export interface Local {
  readonly is: 'local'
  readonly kind: LocalKind
  readonly name: string
  readonly value: Value
  readonly span: Span
  reads: number
  updates: number
}

/** What a name stands for. */
export type Entity =
  | Local
  | { readonly is: 'index'; readonly index: OpenIndex }
  | { readonly is: 'item'; readonly item: Item }
  | { readonly is: 'source'; readonly name: string; readonly namespace: string; readonly from: string }
  | { readonly is: 'primitive'; readonly name: string }
  /** Of an import that failed; that was told. */
  | { readonly is: 'lost' }
  | { readonly is: 'ambiguous'; readonly modules: readonly string[] }

/** Names of one place, within those of the place around it. */
export interface Scope {
  readonly parent: Scope | undefined
  readonly names: Map<string, Entity>
}

export const childOf = (parent: Scope | undefined): Scope => ({ parent, names: new Map() })

export function lookUp(scope: Scope, name: string): Entity | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const found = at.names.get(name)
    if (found) return found
  }
  return undefined
}

/** All names that are visible, inner ones first. */
export function* visible(scope: Scope): Iterable<string> {
  for (let at: Scope | undefined = scope; at; at = at.parent) yield* at.names.keys()
}
