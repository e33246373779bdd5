import type { Range } from '../lowering/maker.js'
import { identity } from '../lowering/value.js'
import { cast, constantOf, emit, integers, type Model } from './model.js'
import { alike, half } from './precision.js'

/** An empty model. */
export function newModel(scope: string, mixed = false): Model {
  const model: Model = {
    nodes: [],
    scope,
    mixed,
    known: new Map(),
    types: new Map(),
    halves: new Map(),
    place: undefined,
    constant: (type, values, shape) => constantOf(model, type, values, shape),
    reshape: (name, shape) => emit(model, 'Reshape', [name, integers(model, shape)]),
    transpose: (name, permutation) => emit(model, 'Transpose', [name, integers(model, permutation)]),
    expand: (name, shape) => emit(model, 'BroadcastTo', [name, integers(model, shape)]),
    slice: (name, ranges) => stridedSlice(model, name, ranges),
    pad: (name, before, after) => {
      const margins = before.flatMap((own, axis) => [own, after[axis] ?? 0])
      return emit(model, 'Pad', [name, integers(model, margins, [before.length, 2])])
    },
    gather: (name, axis, places, shape) =>
      emit(model, 'GatherV2', [name, integers(model, places, [...shape]), integers(model, [axis], [])]),
    concatenate: (names, axis) =>
      emit(model, 'ConcatV2', [...alike(model, names), integers(model, [axis], [])], {
        N: { int: names.length },
        Tidx: { type: 'int' },
      }),
    add: (a, b) => emit(model, 'AddV2', alike(model, [a, b])),
    multiply: (a, b) => emit(model, 'Mul', alike(model, [a, b])),
    matmul: (a, b, turned) =>
      emit(model, 'BatchMatMulV2', [half(model, a), half(model, b)], {
        adj_x: { flag: turned.a },
        adj_y: { flag: turned.b },
      }),
    sum: (name, _, axes) => emit(model, 'Sum', [cast(model, name, 'f32'), integers(model, axes)]),
  }
  return model
}

/** Axes behind the last given one are left whole, those between by masks. */
function stridedSlice(model: Model, name: string, ranges: readonly Range[]): string {
  const given = new Map(ranges.map((range) => [range.axis, range]))
  const axes = identity(Math.max(...ranges.map(({ axis }) => axis)) + 1)
  const end = ({ start, count, step = 1 }: Range) => start + step * count
  const bound = (value: (range: Range) => number, other: number) =>
    integers(
      model,
      axes.map((axis) => {
        const range = given.get(axis)
        return range ? value(range) : other
      }),
    )
  const mask = (test: (range: Range | undefined) => boolean) =>
    axes.reduce((bits, axis) => bits + (test(given.get(axis)) ? 2 ** axis : 0), 0)
  const inputs = [
    name,
    bound(({ start }) => start, 0),
    bound((range) => Math.max(0, end(range)), 0),
    bound(({ step = 1 }) => step, 1),
  ]
  return emit(model, 'StridedSlice', inputs, {
    begin_mask: { int: mask((range) => range === undefined) },
    end_mask: { int: mask((range) => range === undefined || end(range) < 0) },
  })
}
