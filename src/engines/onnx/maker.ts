import { at, identity, product } from '../lowering/value.js'
import { constantOf, emit, integers, type Model, type Substitutes } from './model.js'

/** An empty model for a provider that lacks some operators. */
export function newModel(substitutes: Substitutes = {}): Model {
  const model: Model = {
    nodes: [],
    constants: [],
    known: new Map(),
    types: new Map(),
    substitutes,
    count: 0,
    place: undefined,
    constant: (type, values, shape) => constantOf(model, type, values, shape),
    // Without `allowzero` a size of 0 stands for that of the input.
    reshape: (name, to) =>
      emit(model, 'Reshape', [name, integers(model, to)], to.includes(0) ? { allowzero: 1 } : {}),
    transpose: (name, perm) => emit(model, 'Transpose', [name], { perm }),
    expand: (name, shape) => emit(model, 'Expand', [name, integers(model, shape)]),
    slice: (name, ranges) => {
      const ends = ranges.map(({ start, count, step = 1 }) => start + step * count)
      const bounds = [
        ranges.map(({ start }) => start),
        ends.map((end) => (end < 0 ? Number.MIN_SAFE_INTEGER : end)),
        ranges.map(({ axis }) => axis),
        ranges.map(({ step = 1 }) => step),
      ]
      return emit(model, 'Slice', [name, ...bounds.map((bound) => integers(model, bound))])
    },
    pad: (name, before, after) => emit(model, 'Pad', [name, integers(model, [...before, ...after])]),
    gather: (name, axis, places, shape) =>
      emit(model, 'Gather', [name, integers(model, places, shape)], { axis }),
    concatenate: (names, axis) => emit(model, 'Concat', names, { axis }),
    add: (a, b) => emit(model, 'Add', [a, b]),
    multiply: (a, b) => emit(model, 'Mul', [a, b]),
    matmul: (a, b, turned) =>
      turned.a || turned.b
        ? emit(model, 'FusedMatMul', [a, b], { transA: turned.a ? 1 : 0, transB: turned.b ? 1 : 0 })
        : emit(model, 'MatMul', [a, b]),
    sum: (name, sizes, axes) =>
      columnSums(model, name, sizes, axes) ??
      emit(model, 'ReduceSum', [name, integers(model, axes)], { keepdims: 0 }),
  }
  return model
}

/** Sums over the first axes are fastest as a product with a row of ones. */
function columnSums(
  model: Model,
  name: string,
  sizes: readonly number[],
  axes: readonly number[],
): string | undefined {
  const first = Math.max(...axes) === axes.length - 1
  const kept = identity(sizes.length).filter((axis) => !axes.includes(axis))
  const to = kept.map((axis) => at(sizes, axis))
  const [rows, row] = [product(axes.map((axis) => at(sizes, axis))), product(to)]
  if (!first || rows <= 1 || rows > 1024 || row < 64) return undefined
  const ones = constantOf(model, 'f32', new Float32Array(rows).fill(1), [1, rows])
  return model.reshape(emit(model, 'MatMul', [ones, model.reshape(name, [rows, row])]), to)
}
