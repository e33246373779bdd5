import type { ElementType } from '../../graph/node.js'
import type { Maker } from '../lowering/maker.js'
import { placed } from '../lowering/places.js'
import type { Attribute, DType, NodeInit } from './saved-model.js'

export type Attributes = Readonly<Record<string, Attribute>>

/** Collects the operators of one function. Equal operators and equal constants are made once. */
export interface Model extends Maker {
  readonly nodes: NodeInit[]
  /** Names of operators begin with it. */
  readonly scope: string
  /** Whether products are made of numbers of 16 bits. */
  readonly mixed: boolean
  readonly known: Map<string, string>
  /** Of the node that operators are made for. */
  place: number | undefined
  /** The element type of every tensor. */
  readonly types: Map<string, DType>
  /** Tensors of 16 bits by the names that they have as tensors of 32. */
  readonly halves: Map<string, string>
}

/** The attributes in which operators keep the types of their inputs; `T` for the first one is the rule. */
const typeAttributes: Readonly<Record<string, readonly string[]>> = {
  ArgMax: ['T', 'Tidx'],
  ArgMin: ['T', 'Tidx'],
  All: ['', 'Tidx'],
  Any: ['', 'Tidx'],
  BroadcastTo: ['T', 'Tidx'],
  Cast: ['SrcT'],
  Const: [],
  Conv2DBackpropInput: ['', 'T'],
  Conv3DBackpropInputV2: ['Tshape', 'T'],
  Fill: ['index_type', 'T'],
  FusedBatchNormV3: ['T', 'U'],
  FusedBatchNormGradV3: ['T', '', 'U'],
  GatherV2: ['Tparams', 'Tindices', 'Taxis'],
  LogicalAnd: [],
  LogicalNot: [],
  LogicalOr: [],
  Max: ['T', 'Tidx'],
  Min: ['T', 'Tidx'],
  NoOp: [],
  Pad: ['T', 'Tpaddings'],
  Placeholder: [],
  ReadVariableOp: [],
  AssignVariableOp: ['', 'dtype'],
  VarHandleOp: [],
  Reshape: ['T', 'Tshape'],
  SelectV2: ['', 'T'],
  SparseSoftmaxCrossEntropyWithLogits: ['T', 'Tlabels'],
  StridedSlice: ['T', 'Index'],
  Sum: ['T', 'Tidx'],
  TensorScatterUpdate: ['T', 'Tindices'],
  Transpose: ['T', 'Tperm'],
  UnsortedSegmentSum: ['T', 'Tindices', 'Tnumsegments'],
}

export interface Made {
  /** Element types of the results; that of the first input without it. */
  readonly types?: readonly DType[]
  /** Operators that run before. */
  readonly after?: readonly string[]
}

/** Adds an operator and gives its name, which is that of its first result. */
export function emit(
  model: Model,
  op: string,
  inputs: readonly string[],
  attributes: Attributes = {},
  { types, after = [] }: Made = {},
): string {
  const key = JSON.stringify([op, inputs, attributes, after])
  const first = model.known.get(key)
  if (first !== undefined) return first
  const name = placed(`${model.scope}/${op}_${model.nodes.length}`, model.place)
  model.known.set(key, name)
  const given = inputs.map((input) => model.types.get(input) ?? 'f32')
  for (const [k, type] of (types ?? given.slice(0, 1)).entries()) model.types.set(result(name, k), type)
  const typed = (typeAttributes[op] ?? ['T']).flatMap((attribute, k): [string, Attribute][] => {
    const type = given[k]
    return attribute !== '' && type ? [[attribute, { type }]] : []
  })
  model.nodes.push({
    name,
    op,
    inputs: [...inputs, ...after.map((other) => `^${other.replace(/:\d+$/, '')}`)],
    attributes: { ...Object.fromEntries(typed), ...attributes },
  })
  return name
}

/** The name of a further result of an operator. */
export const result = (name: string, place: number): string => (place === 0 ? name : `${name}:${place}`)

/** A constant of an element type of the language; where all entries are equal one of them is kept. */
export function constantOf(
  model: Model,
  type: ElementType,
  values: ArrayLike<number>,
  shape: readonly number[],
): string {
  const [start] = Array.from({ length: Math.min(1, values.length) }, (_, k) => values[k])
  let equal = true
  for (let k = 1; equal && k < values.length; k++) equal = Object.is(values[k], start)
  const data = equal && start !== undefined ? [start] : Array.from(values)
  const key = data.length <= 1024 ? `${type}[${shape}]${data.join()}` : undefined
  const known = key === undefined ? undefined : model.known.get(key)
  if (known !== undefined) return known
  const name = `${model.scope}/Const_${model.nodes.length}`
  if (key !== undefined) model.known.set(key, name)
  model.types.set(name, type)
  const attributes = { dtype: { type }, value: { tensor: { type, shape, data } } }
  model.nodes.push({ name, op: 'Const', inputs: [], attributes })
  return name
}

/** A constant of whole numbers, as shapes, axes and positions are. */
export const integers = (model: Model, values: readonly number[], shape = [values.length]): string =>
  constantOf(model, 'int', values, shape)

/** A tensor converted to another type. */
export function cast(model: Model, name: string, type: DType): string {
  if (model.types.get(name) === type) return name
  const before = type === 'bf16' ? model.halves.get(name) : undefined
  if (before !== undefined) return before
  const made = emit(model, 'Cast', [name], { DstT: { type } }, { types: [type] })
  if (type === 'f32' && model.types.get(name) === 'bf16') model.halves.set(made, name)
  return made
}
