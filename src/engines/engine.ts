import type { Takes } from '../graph/call.js'
import type { Graph } from '../graph/graph.js'

/** Values by name. Float32 of the language's layout; `int` as Int32Array, `bool` as Uint8Array (0, 1). */
export type Values = Readonly<Record<string, Float32Array | Int32Array | Uint8Array | Float64Array>>

export interface EngineOptions {
  readonly threads?: number
  /** `mixed`: convolutions and matrix products in bfloat16 where the engine can. */
  readonly precision?: 'f32' | 'mixed'
}

/** A graph that was lowered and loaded, with its variables inside. All calls run one after the other. */
export interface Session {
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
}
