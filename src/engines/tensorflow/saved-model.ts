import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import type { ElementType } from '../../graph/node.js'
import {
  type AttrValueSchema,
  DataType,
  type NodeDefSchema,
  SavedModelSchema,
  type SignatureDefSchema,
  type TensorProtoSchema,
} from './schema/saved_model_pb.js'

/** Element types of tensors: those of the language and what the engine adds. */
export type DType = ElementType | 'bf16' | 'resource'

export type Attribute =
  | { readonly type: DType }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly flag: boolean }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly shape: readonly number[] }
  | { readonly tensor: Constant }

/** A single number stands for all entries. */
interface Constant {
  readonly type: ElementType
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

/** An operator of the graph. An input `^NAME` only says that NAME runs before. */
export interface NodeInit {
  readonly name: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** Tensors of the graph by the names that a caller uses. */
export type Tensors = Readonly<Record<string, { readonly tensor: string; readonly type: ElementType }>>

/** What is fed and fetched in one call. */
export interface Signature {
  readonly inputs: Tensors
  readonly outputs: Tensors
}

const dataTypes: Readonly<Record<DType, DataType>> = {
  f32: DataType.DT_FLOAT,
  int: DataType.DT_INT32,
  bool: DataType.DT_BOOL,
  bf16: DataType.DT_BFLOAT16,
  resource: DataType.DT_RESOURCE,
}

/** The version of graphs that TensorFlow 2.15 writes; later ones read it. */
const producer = 1645

/** The bytes of `saved_model.pb`. */
export function savedModel(
  nodes: readonly NodeInit[],
  signatures: Readonly<Record<string, Signature>>,
): Uint8Array {
  const defined = Object.entries(signatures).map(([name, signature]) => [name, signatureOf(signature)])
  return toBinary(
    SavedModelSchema,
    create(SavedModelSchema, {
      savedModelSchemaVersion: 1n,
      metaGraphs: [
        {
          metaInfoDef: { tags: ['serve'] },
          graphDef: { node: nodes.map(nodeOf), versions: { producer } },
          signatureDef: Object.fromEntries(defined),
        },
      ],
    }),
  )
}

function nodeOf({ name, op, inputs, attributes }: NodeInit): MessageInitShape<typeof NodeDefSchema> {
  const attr = Object.entries(attributes).map(([key, value]) => [key, attributeOf(value)])
  return { name, op, input: [...inputs], attr: Object.fromEntries(attr) }
}

function attributeOf(attribute: Attribute): MessageInitShape<typeof AttrValueSchema> {
  if ('type' in attribute) return { value: { case: 'type', value: dataTypes[attribute.type] } }
  if ('int' in attribute) return { value: { case: 'i', value: BigInt(attribute.int) } }
  if ('float' in attribute) return { value: { case: 'f', value: attribute.float } }
  if ('flag' in attribute) return { value: { case: 'b', value: attribute.flag } }
  if ('text' in attribute) return { value: { case: 's', value: new TextEncoder().encode(attribute.text) } }
  if ('ints' in attribute) return { value: { case: 'list', value: { i: attribute.ints.map(BigInt) } } }
  if ('shape' in attribute) return { value: { case: 'shape', value: shapeOf(attribute.shape) } }
  return { value: { case: 'tensor', value: tensorOf(attribute.tensor) } }
}

const shapeOf = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: BigInt(size) })) })

function tensorOf({ type, shape, data }: Constant): MessageInitShape<typeof TensorProtoSchema> {
  const tensor = { dtype: dataTypes[type], tensorShape: shapeOf(shape) }
  if (data.length > 1) return { ...tensor, tensorContent: bytesOf(type, data) }
  if (type === 'f32') return { ...tensor, floatVal: [...data] }
  return type === 'int'
    ? { ...tensor, intVal: [...data] }
    : { ...tensor, boolVal: data.map((one) => one !== 0) }
}

function bytesOf(type: ElementType, data: readonly number[]): Uint8Array {
  if (type === 'bool') return Uint8Array.from(data)
  const array = type === 'f32' ? Float32Array.from(data) : Int32Array.from(data)
  return new Uint8Array(array.buffer)
}

function signatureOf({ inputs, outputs }: Signature): MessageInitShape<typeof SignatureDefSchema> {
  return { inputs: tensorsOf(inputs), outputs: tensorsOf(outputs) }
}

/** The loader wants a shape, but does not read it. */
function tensorsOf(tensors: Tensors): NonNullable<MessageInitShape<typeof SignatureDefSchema>['inputs']> {
  const entries = Object.entries(tensors).map(([name, { tensor, type }]) => {
    const full = tensor.includes(':') ? tensor : `${tensor}:0`
    return [name, { name: full, dtype: dataTypes[type], tensorShape: {} }]
  })
  return Object.fromEntries(entries)
}
