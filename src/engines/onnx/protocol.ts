import type { Data, DataByName, Setup } from './executor.js'

/** What the main thread asks of the worker; requests are answered in order. */
export type Request = { readonly id: number } & (
  | { readonly ask: 'load'; readonly setup: Setup }
  | { readonly ask: 'assign'; readonly values: DataByName }
  | { readonly ask: 'run'; readonly name: string; readonly inputs: DataByName; readonly update: boolean }
  | { readonly ask: 'read'; readonly paths: readonly string[] }
  | { readonly ask: 'close' }
)

export interface Reply {
  readonly id: number
  readonly values?: Readonly<Record<string, Data>>
  /** Why the request failed. */
  readonly problem?: string
}

/** The first message of the worker: ONNX Runtime is there. */
export interface Ready {
  readonly block: number
}
