import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import type { ElementType } from '../../graph/node.js'
import type { Maker } from '../lowering/maker.js'
import { placed } from '../lowering/places.js'
import type { Port } from '../worker/port.js'
import {
  AttributeProto_AttributeType,
  type AttributeProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataType,
  type TensorProtoSchema,
  type ValueInfoProtoSchema,
} from './schema/onnx_pb.js'

/** A whole number, a text, whole numbers, or a real number (marked, since JavaScript does not tell). */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number }
export type OnnxAttributes = Readonly<Record<string, OnnxAttribute>>

/** Collects the nodes of one ONNX graph. Equal nodes and equal constants are made once. */
export interface Model extends Maker {
  readonly nodes: MessageInitShape<typeof NodeProtoSchema>[]
  readonly constants: MessageInitShape<typeof TensorProtoSchema>[]
  readonly known: Map<string, string>
  /** Element types of tensors whose type decides what a provider can do with them. */
  readonly types: Map<string, number>
  /** Operators that the provider lacks, or lacks for some types. */
  readonly substitutes: Substitutes
  count: number
  /** Of the node that operators are made for. */
  place: number | undefined
}

/** Makes an operator's result with other operators; undefined where the provider has the operator for this. */
export type Substitute = (
  model: Model,
  inputs: readonly string[],
  attributes: OnnxAttributes,
) => string | undefined
export type Substitutes = Readonly<Record<string, Substitute>>

/** Operators of ONNX Runtime that ONNX does not have, and where they are. */
const domains: Readonly<Record<string, string>> = {
  FusedMatMul: 'com.microsoft',
  FusedConv: 'com.microsoft',
  ReorderInput: 'com.microsoft.nchwc',
  ReorderOutput: 'com.microsoft.nchwc',
  BlockedConv: 'com.microsoft.nchwc',
}

/** Operators that have the name of another one in their own domain. */
const names: Readonly<Record<string, string>> = { BlockedConv: 'Conv' }

const opset = 21n

export const dataTypes: Readonly<Record<ElementType, TensorProto_DataType>> = {
  f32: TensorProto_DataType.FLOAT,
  int: TensorProto_DataType.INT32,
  bool: TensorProto_DataType.BOOL,
}

/** Adds a node and gives the names of its results. */
export function emitAll(
  model: Model,
  op: string,
  inputs: readonly string[],
  attributes: OnnxAttributes,
  results: number,
): readonly string[] {
  const other = results === 1 ? model.substitutes[op]?.(model, inputs, attributes) : undefined
  if (other !== undefined) return [other]
  const key = JSON.stringify([op, inputs, attributes, results])
  const first = model.known.get(key)
  const outputs = Array.from(
    { length: results },
    (_, k) => first?.replace(/:0$/, `:${k}`) ?? `${model.count}:${k}`,
  )
  if (first) return outputs
  model.known.set(key, `${model.count}:0`)
  for (const output of outputs) model.types.set(output, typeOfResult(model, op, inputs, attributes))
  model.nodes.push({
    input: [...inputs],
    output: [...outputs],
    name: placed(`${op}_${model.count++}`, model.place),
    opType: names[op] ?? op,
    domain: domains[op] ?? '',
    attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
  })
  return outputs
}

const truths = new Set(['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual', 'And', 'Or', 'Not'])

function typeOfResult(
  model: Model,
  op: string,
  inputs: readonly string[],
  attributes: OnnxAttributes,
): TensorProto_DataType {
  if (op === 'Cast') return Number(attributes.to)
  if (truths.has(op)) return dataTypes.bool
  return model.types.get(inputs[op === 'Where' ? 1 : 0] ?? '') ?? dataTypes.f32
}

/** Adds a node with one result and gives its name. */
export function emit(
  model: Model,
  op: string,
  inputs: readonly string[],
  attributes: OnnxAttributes = {},
): string {
  return emitAll(model, op, inputs, attributes, 1)[0] as string
}

function attributeOf(name: string, value: OnnxAttribute): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === 'number') return { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) }
  if (typeof value === 'string') {
    return { name, type: AttributeProto_AttributeType.STRING, s: new TextEncoder().encode(value) }
  }
  if ('float' in value) return { name, type: AttributeProto_AttributeType.FLOAT, f: value.float }
  return { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) }
}

/** A constant of int64, as ONNX wants shapes, axes and positions. */
export function integers(
  model: Model,
  values: readonly number[],
  dims: readonly number[] = [values.length],
): string {
  return addConstant(model, TensorProto_DataType.INT64, BigInt64Array.from(values, BigInt), dims)
}

/** The numbers of a constant of int64. */
export function integersOf({ constants }: Model, name: string): number[] {
  const bytes = constants.find((one) => one.name === name)?.rawData ?? new Uint8Array()
  return Array.from(new BigInt64Array(bytes.slice().buffer), Number)
}

/** A constant of an element type of the language. */
export function constantOf(
  model: Model,
  type: ElementType,
  values: ArrayLike<number>,
  dims: readonly number[],
): string {
  const array =
    type === 'f32'
      ? Float32Array.from(values)
      : type === 'int'
        ? Int32Array.from(values)
        : Uint8Array.from(values)
  return addConstant(model, dataTypes[type], array, dims)
}

function addConstant(
  model: Model,
  dataType: TensorProto_DataType,
  values: BigInt64Array | Float32Array | Int32Array | Uint8Array,
  dims: readonly number[],
): string {
  const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const key =
    rawData.length <= 4096 ? `${dataType}[${dims}]${Buffer.from(rawData).toString('latin1')}` : undefined
  const known = key !== undefined ? model.known.get(key) : undefined
  if (known) return known
  const name = `c${model.constants.length}`
  if (key !== undefined) model.known.set(key, name)
  model.types.set(name, dataType)
  model.constants.push({ name, dims: dims.map(BigInt), dataType, rawData })
  return name
}

/** The protobuf bytes of the model. */
export function serialise(model: Model, inputs: readonly Port[], outputs: readonly Port[]): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 10n,
      producerName: 'sslang',
      opsetImport: [
        { domain: '', version: opset },
        { domain: 'com.microsoft', version: 1n },
        { domain: 'com.microsoft.nchwc', version: 1n },
      ],
      graph: {
        name: 'graph',
        node: model.nodes,
        initializer: model.constants,
        input: inputs.map(portOf),
        output: outputs.map(portOf),
      },
    }),
  )
}

function portOf({ name, shape, type }: Port): MessageInitShape<typeof ValueInfoProtoSchema> {
  const dim = shape.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }))
  return {
    name,
    type: { value: { case: 'tensorType', value: { elemType: dataTypes[type], shape: { dim } } } },
  }
}
