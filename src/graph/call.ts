import { number, text } from './attribute.js'
import type { Attribute, Node } from './node.js'
import { at, mistake } from './refuse.js'

/*
 * Some definitions of the library exist in engines as one operator that is faster than its parts. A call of
 * such a definition is a node (`call`) over its body: it has the value of the body, and everything that walks
 * through a graph goes through it as through any op. An engine says which calls it takes; of these it lowers
 * the node from its arguments and leaves the body out, of all others `simplify` leaves the body only. So the
 * body is the meaning, the fallback and the test of a kernel, and engines without kernels see none of this.
 *
 * The gradient of a call is one call for each argument, of the definition `NAME.gradient`: its body is the
 * gradient of the body, its arguments are those of the call, the result and its cotangent, and `of` says of
 * which argument it is. A kernel that gives the gradients of all arguments is lowered once, and each call
 * takes its own.
 */

/** Definitions whose calls are nodes, and their modules in the library. */
export const kernels = {
  batch_norm: 'std.layers',
  cross_entropy: 'std.losses',
  layer_norm: 'std.layers',
  log_softmax: 'std.prelude',
  softmax: 'std.prelude',
} as const

/** `log_softmax`, `log_softmax.gradient`, … */
export type KernelName = keyof typeof kernels | `${keyof typeof kernels}.gradient`

/** A `call` node taken apart. */
export interface Call {
  readonly definition: string
  readonly body: Node
  /** Data, then parameters and state that the body reads, as they are declared. */
  readonly arguments: readonly Node[]
  /** What the body computes besides its result: averages over the batch, in program order. */
  readonly others: readonly Node[]
  /** Numbers, texts and truth values of the configuration; whether the pass trains (`training`). */
  readonly configuration: Readonly<Record<string, Attribute>>
  /** Of a gradient: of which argument. */
  readonly of: number | undefined
}

export function callOf({ op, inputs, attributes }: Node): Call {
  if (op !== 'call') mistake(`${op} is no call`)
  const count = number(attributes, 'arguments')
  const { configuration = {}, of } = attributes
  return {
    definition: text(attributes, 'definition'),
    body: at(inputs, 0),
    arguments: inputs.slice(1, 1 + count),
    others: inputs.slice(1 + count),
    configuration: configuration as Call['configuration'],
    of: typeof of === 'number' ? of : undefined,
  }
}

/** What a node's value is computed from: of a call its body, which leads to the arguments; else its inputs. */
export const computedFrom = ({ op, inputs }: Node): readonly Node[] =>
  op === 'call' ? inputs.slice(0, 1) : inputs

/** Whether an engine has a kernel for a call. */
export type Takes = (call: Node) => boolean

/** What an engine reads of a node: of a call that it takes the arguments only, else all inputs. */
export const readBy =
  (takes: Takes) =>
  (node: Node): readonly Node[] =>
    node.op === 'call' && takes(node) ? callOf(node).arguments : node.inputs
