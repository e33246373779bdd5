import * as build from '../../graph/build.js'
import { entries, showShape } from '../../graph/dimension.js'
import { refuse } from '../report.js'
import { joinLeads, leadsOf, parseLetters } from './letters.js'
import { type Tensor, type TensorLike, tensor } from './value.js'

/** The places that sort the last axis, ascending and stable. */
export const argsort = (x: TensorLike): Tensor => build.argsort(tensor(x))

/** The lower triangular L with L Lᵀ = A, of the last two axes. */
export const cholesky = (a: TensorLike): Tensor => build.cholesky(tensor(a))

/**
 * The x with L x = b, for lower triangular L (two own axes). b has one own axis, or two with the
 * specification `ij,jk->ik`.
 */
export function solve_lower(l: TensorLike, b: TensorLike, spec = 'ij,j->i'): Tensor {
  const [left, right] = [tensor(l), tensor(b)]
  const own = parseLetters(spec).operands[1]?.length ?? 1
  const [outer, leads] = [leadsOf('solve_lower', left, 2), leadsOf('solve_lower', right, own)]
  const all = joinLeads('solve_lower', [outer, leads])
  const n = left.shape.at(-1) ?? 1
  if (right.shape.length < own) {
    return refuse('SSL3002', {
      op: 'solve_lower',
      left: showShape(left.shape),
      right: showShape(right.shape),
    })
  }
  if (own === 1 && outer.length === 0) return vectors(left, right)
  const matrix = build.broadcast(left, [...all, n, n])
  const columns = own === 1 ? build.reshape(right, [...right.shape, 1]) : right
  const wide = build.broadcast(columns, [...all, ...columns.shape.slice(leads.length)])
  const solved = build.solveLower(matrix, wide)
  return own === 1 ? build.reshape(solved, solved.shape.slice(0, -1)) : solved
}

/** One matrix for many vectors: they become the columns of one right-hand side. */
function vectors(matrix: Tensor, rows: Tensor): Tensor {
  const n = rows.shape.at(-1) ?? 1
  const count = entries(rows.shape.slice(0, -1))
  const flat = build.reshape(rows, [count, n])
  return build.reshape(build.flip(build.solveLower(matrix, build.flip(flat))), rows.shape)
}
