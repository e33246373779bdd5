/** How often Jacobi's method goes over all pairs at most; it converges in fewer. */
const sweeps = 30

/** The eigenvalues of a symmetric matrix (row-major, n × n), the largest first: cyclic Jacobi rotations. */
export function eigenvalues(matrix: Float64Array, n: number): Float64Array {
  const a = Float64Array.from(matrix)
  const size = Math.sqrt(a.reduce((sum, value) => sum + value * value, 0))
  for (let sweep = 0; sweep < sweeps && offDiagonal(a, n) > 1e-12 * size; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, n, p, q)
  }
  return Float64Array.from({ length: n }, (_, k) => a[k * n + k] as number).sort((x, y) => y - x)
}

function offDiagonal(a: Float64Array, n: number): number {
  let sum = 0
  for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) sum += 2 * (a[p * n + q] as number) ** 2
  return Math.sqrt(sum)
}

/** Makes the entry (p, q) zero. */
function rotate(a: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q] as number
  if (apq === 0) return
  const theta = ((a[q * n + q] as number) - (a[p * n + p] as number)) / (2 * apq)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    const [left, right] = [a[k * n + p] as number, a[k * n + q] as number]
    a[k * n + p] = c * left - s * right
    a[k * n + q] = s * left + c * right
  }
  for (let k = 0; k < n; k++) {
    const [upper, lower] = [a[p * n + k] as number, a[q * n + k] as number]
    a[p * n + k] = c * upper - s * lower
    a[q * n + k] = s * upper + c * lower
  }
}
