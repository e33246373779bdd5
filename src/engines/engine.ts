import type { Takes } from '../graph/call.js'
import type { Graph } from '../graph/graph.js'
import type { Node } from '../graph/node.js'
import type { Placed, StepCall } from './placement/placed.js'

/** Values by name. Float32 of the language's layout; `int` as Int32Array, `bool` as Uint8Array (0, 1). */
export type Values = Readonly<Record<string, Float32Array | Int32Array | Uint8Array | Float64Array>>

export const devices = ['cpu', 'cuda', 'webgpu'] as const
export type Device = (typeof devices)[number]

export interface EngineOptions {
  /** What it computes with; what suits the engine, without it. */
  readonly device?: Device
  readonly threads?: number
  /** `mixed`: convolutions and matrix products in bfloat16 where the engine can. */
  readonly precision?: 'f32' | 'mixed'
  /** Is told what the engine spends its time with. */
  readonly observe?: ((span: Span) => void) | undefined
  /** Also single operators of the first steps, where the engine can tell. */
  readonly operators?: boolean
}

/** Something that was done, and when: in milliseconds that all threads of the process count alike. */
export interface Span {
  /**
   * Of row `engine`: `load`, `feed`, `step` (the engine computes), `fetch`; of row `operators` what an operator does;
   * of row `host` what the main thread does.
   */
  readonly name: string
  readonly row: 'host' | 'engine' | 'operators'
  readonly from: number
  readonly to: number
  readonly details?: Readonly<Record<string, string | number>>
}

/** What computes, for records. */
export interface EngineFacts {
  readonly engine: Engine['name']
  readonly device: Device
  /** As many as there are cores, where no number was asked for. */
  readonly threads: number
  readonly precision: 'f32' | 'f64' | 'mixed'
  /** Whether the same seed gives the same bits here. */
  readonly deterministic: boolean
  readonly versions: Readonly<Record<string, string>>
}

/** A graph that was lowered and loaded, with its variables inside. All calls run one after the other. */
export interface Session {
  readonly facts: EngineFacts
  /** Sets variables by path. */
  assign(values: Values): Promise<void>
  /** Runs `name`, applies its updates, gives its outputs. */
  step(name: string, inputs: Values): Promise<Values>
  /** Runs `name` without applying updates. */
  evaluate(name: string, inputs: Values): Promise<Values>
  /** The values of variables, by path; all without `paths`. */
  read(paths?: readonly string[]): Promise<Values>
  close(): Promise<void>
}

export interface Engine {
  readonly name: 'reference' | 'onnx' | 'tensorflow'
  /** Which calls it computes whole; none without it. */
  readonly takes?: Takes
  create(graph: Graph, options?: EngineOptions): Promise<Session>
  /** The nodes that it lowers of a function, in the order to which what it says of its operators refers. */
  lowered?(graph: Graph, name: string): readonly Node[]
  /** Runs a step once, and tells which operators ran on what. */
  place(graph: Graph, call: StepCall, options?: EngineOptions): Promise<readonly Placed[]>
}
