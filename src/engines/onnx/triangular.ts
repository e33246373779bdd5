import { flag } from '../../graph/attribute.js'
import { at, identity, plain, toPlain } from '../lowering/value.js'
import type { Lower, Lowering } from './lower.js'
import { constantOf, emit, integers, type Model } from './model.js'

/*
 * ONNX has neither the Cholesky factor nor triangular solutions. Both are unrolled over columns: a step
 * divides one column and subtracts what it explains from all later ones.
 */

const slice = (model: Model, x: string, axis: number, start: number, end: number): string =>
  emit(model, 'Slice', [x, ...[[start], [end], [axis]].map((bound) => integers(model, bound))])

const binary = (model: Model, op: string, a: string, b: string): string => emit(model, op, [a, b])

function flipped(model: Model, x: string, rank: number): string {
  return emit(model, 'Transpose', [x], { perm: [...identity(rank - 2), rank - 1, rank - 2] })
}

export const lowerCholesky: Lowering = (node, lower) => {
  const { model } = lower
  const { name, shape } = toPlain(model, lower.value(at(node.inputs, 0)))
  const [rank, n] = [shape.length, at(shape, -1)]
  const half = constantOf(model, 'f32', [0.5], [])
  let rest = binary(model, 'Mul', binary(model, 'Add', name, flipped(model, name, rank)), half)
  const columns = identity(n).map((k) => {
    const column = slice(model, rest, rank - 1, k, k + 1)
    const pivot = emit(model, 'Sqrt', [slice(model, column, rank - 2, k, k + 1)])
    const below = constantOf(
      model,
      'f32',
      Array.from({ length: n }, (_, row) => (row >= k ? 1 : 0)),
      [n, 1],
    )
    const scaled = binary(model, 'Mul', binary(model, 'Div', column, pivot), below)
    const explained = binary(model, 'MatMul', scaled, flipped(model, scaled, rank))
    rest = binary(model, 'Sub', rest, explained)
    return scaled
  })
  return plain(emit(model, 'Concat', columns, { axis: rank - 1 }), shape, 'f32')
}

export const lowerSolveLower: Lowering = (node, lower) => {
  const { model } = lower
  const l = toPlain(model, lower.value(at(node.inputs, 0)))
  const b = toPlain(model, lower.value(at(node.inputs, 1)))
  const rank = b.shape.length
  const transposed = flag(node.attributes, 'transpose')
  const matrix = transposed ? flipped(model, l.name, rank) : l.name
  const rows = solve(lower, matrix, b.name, rank, at(b.shape, -2), transposed)
  return plain(emit(model, 'Concat', rows, { axis: rank - 2 }), b.shape, 'f32')
}

/** Rows of the solution. `backward`: the matrix is an upper triangle, solved from its last row. */
function solve(
  lower: Lower,
  matrix: string,
  b: string,
  rank: number,
  n: number,
  backward: boolean,
): string[] {
  const { model } = lower
  const rows: string[] = []
  let rest = b
  for (const step of identity(n)) {
    const k = backward ? n - 1 - step : step
    const column = slice(model, matrix, rank - 1, k, k + 1)
    const pivot = slice(model, column, rank - 2, k, k + 1)
    const row = binary(model, 'Div', slice(model, rest, rank - 2, k, k + 1), pivot)
    rows[k] = row
    const open = Array.from({ length: n }, (_, other) => ((backward ? other < k : other > k) ? 1 : 0))
    const masked = emit(model, 'Where', [
      constantOf(model, 'bool', open, [n, 1]),
      column,
      constantOf(model, 'f32', [0], []),
    ])
    rest = binary(model, 'Sub', rest, emit(model, 'MatMul', [masked, row]))
  }
  return rows
}
