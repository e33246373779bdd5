/** How far a value may be off. */
const tolerance = 1e-3

/** Ranges of the three channels of CIE Lab. */
const lab: readonly (readonly [number, number])[] = [
  [0, 100],
  [-128, 128],
  [-128, 128],
]

/**
 * Whether values are of a kind, within 1e-3: `unit` (rows of length 1), `prob` (rows that are not negative and
 * sum to 1), `image` (0..1) or `lab` (within a unit of its ranges). Rows run along the last axis, `size` long.
 */
export function holds(kind: string, values: ArrayLike<number>, size: number): boolean {
  for (let start = 0; size > 0 && start + size <= values.length; start += size) {
    const row = Array.from({ length: size }, (_, entry) => values[start + entry] as number)
    if (!rowHolds(kind, row)) return false
  }
  return true
}

function rowHolds(kind: string, row: readonly number[]): boolean {
  switch (kind) {
    case 'unit':
      return Math.abs(Math.sqrt(sum(row.map((x) => x * x))) - 1) <= tolerance
    case 'prob':
      return row.every((p) => p >= -tolerance) && Math.abs(sum(row) - 1) <= tolerance
    case 'image':
      return row.every((value) => value >= -tolerance && value <= 1 + tolerance)
    case 'lab':
      return row.every((value, channel) => {
        const [low, high] = lab[channel] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
        return value >= low - 1 && value <= high + 1
      })
    default:
      return true
  }
}

const sum = (row: readonly number[]): number => row.reduce((total, value) => total + value, 0)
