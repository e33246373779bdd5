import type { Span } from '../messages/diagnostic.js'

/**
 * The checked program: a `.ssl` module as the small part of TypeScript that it becomes. Names are
 * resolved, index notation has become tensor functions of `sslang/runtime` (written `$`), axis letters
 * and ranges are explicit. Emission prints it; elaboration evaluates it through the same functions.
 * Plain data.
 */
export interface CoreModule {
  readonly file: string
  readonly doc?: string
  /** Namespaces besides `$`: `{ $losses: 'sslang/std/losses', $byol: './byol.ssl' }`, sorted. */
  readonly imports: readonly { readonly namespace: string; readonly from: string }[]
  /** In an order in which each stands behind what it needs when the module is loaded. */
  readonly declarations: readonly CoreDeclaration[]
}

/** `export const name = value`, or a bare statement (`$.train(…)`) without a name. */
export interface CoreDeclaration {
  readonly name?: string
  readonly exported: boolean
  readonly doc?: string
  readonly value: Core
  readonly span: Span
}

interface Placed {
  /** The source that this stands for; innermost wins. */
  readonly span?: Span
}

export type Core =
  | (Placed & { readonly is: 'literal'; readonly value: number | string | boolean | null })
  /** A local constant, parameter or module declaration. */
  | (Placed & { readonly is: 'name'; readonly name: string })
  /** `$.add`, `$losses.nt_xent`. */
  | (Placed & { readonly is: 'global'; readonly namespace: string; readonly name: string })
  | (Placed & { readonly is: 'member'; readonly object: Core; readonly name: string })
  | (Placed & { readonly is: 'call'; readonly callee: Core; readonly arguments: readonly Core[] })
  | (Placed & { readonly is: 'array'; readonly items: readonly Core[] })
  | (Placed & { readonly is: 'object'; readonly entries: readonly (readonly [string, Core])[] })
  /** `(a, { b, c }, [d]) => body`. */
  | (Placed & { readonly is: 'arrow'; readonly parameters: readonly CorePattern[]; readonly body: CoreBody })
  | (Placed & {
      readonly is: 'conditional'
      readonly condition: Core
      readonly then: Core
      readonly else: Core
    })
  /** On numbers and truth values only; `===` and `!==` also on strings. */
  | (Placed & {
      readonly is: 'binary'
      readonly operator: CoreOperator
      readonly left: Core
      readonly right: Core
    })
  | (Placed & { readonly is: 'unary'; readonly operator: '-' | '!'; readonly operand: Core })

export type CoreOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '**'
  | '==='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | '&&'
  | '||'

export type CorePattern =
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'fields'; readonly names: readonly string[] }
  | { readonly is: 'items'; readonly names: readonly string[] }

/** An expression, or statements of which the last may return. */
export type CoreBody = Core | { readonly is: 'block'; readonly statements: readonly CoreStatement[] }

export type CoreStatement =
  | (Placed & {
      readonly is: 'const'
      readonly pattern: CorePattern
      readonly value: Core
      readonly doc?: string
    })
  | (Placed & { readonly is: 'do'; readonly value: Core; readonly doc?: string })
  | (Placed & { readonly is: 'return'; readonly value: Core })
