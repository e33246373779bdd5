import type * as ast from '../grammar/ast.js'
import type { Diagnostic, Span } from '../messages/diagnostic.js'
import type { CoreModule } from './core.js'
import type { Item } from './item.js'
import type { Scope } from './scope.js'

/** What an editor shows of a name: its type, and where it is defined. */
export interface Fact {
  readonly span: Span
  readonly text: string
  readonly target?: Span
}

/** A module while it is checked and afterwards. */
export interface ModuleState {
  /** `std.losses`, or the path of a file. */
  readonly path: string
  readonly text: string
  readonly file: ast.File
  readonly scope: Scope
  readonly items: Map<string, Item>
  readonly pretexts: Map<string, Item>
  /** Directly imported modules. */
  readonly imports: ModuleState[]
  /** Imported paths that nothing was found at. */
  readonly missing: string[]
  /** Namespace of the emitted module → where it comes from. */
  readonly namespaces: Map<string, string>
  readonly diagnostics: Diagnostic[]
  readonly facts: Fact[]
  /** The module of the standard library that has the name, for messages. */
  readonly suggest: (name: string) => string | undefined
  /** Whether an import without a list of names failed, so that any name may have come from it. */
  blind: boolean
  core?: CoreModule
}
