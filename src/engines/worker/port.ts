import { sizeOf } from '../../graph/dimension.js'
import type { ElementType, Node } from '../../graph/node.js'

/** A tensor that enters or leaves an engine. */
export interface Port {
  readonly name: string
  readonly shape: readonly number[]
  readonly type: ElementType
}

export const portOf = (name: string, node: Node): Port => ({
  name,
  shape: node.shape.map(sizeOf),
  type: node.type,
})

/** Values as they are handed to a worker and back. */
export type Data = Float32Array | Int32Array | Uint8Array
export type DataByName = Readonly<Record<string, Data>>

export function newData(type: ElementType, size: number): Data {
  return type === 'f32'
    ? new Float32Array(size)
    : type === 'int'
      ? new Int32Array(size)
      : new Uint8Array(size)
}
