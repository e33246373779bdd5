import type { Span } from '../engine.js'
import type { DataByName } from './port.js'

/** What the main thread asks of the worker; requests are answered in order. `setup` is the engine's own. */
export type Request<Setup = unknown> = { readonly id: number } & (
  | { readonly ask: 'load'; readonly setup: Setup }
  | { readonly ask: 'assign'; readonly values: DataByName }
  | { readonly ask: 'run'; readonly name: string; readonly inputs: DataByName; readonly update: boolean }
  | { readonly ask: 'read'; readonly paths: readonly string[] }
  | { readonly ask: 'close' }
)

export interface Reply {
  readonly id: number
  readonly values?: DataByName
  /** What the time was spent with. */
  readonly spans?: readonly Span[]
  /** Why the request failed. */
  readonly problem?: string
}
