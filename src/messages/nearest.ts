/** How many letters to insert, remove, replace or swap with their neighbour to get from `a` to `b`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}

/** The path that was probably meant: with the same first and last part, or near as a word, or ending alike. */
export function nearestPath(path: string, paths: readonly string[]): string | undefined {
  const first = path.slice(0, path.indexOf('.') + 1)
  const ending = paths.filter((known) => known.endsWith(`.${path.slice(path.lastIndexOf('.') + 1)}`))
  return ending.find((known) => known.startsWith(first)) ?? nearest(path, paths) ?? ending[0]
}

/**
 * The candidate that was probably meant by `word`, or undefined if none is near: at most one mistake
 * in three letters, case aside (none in a single letter). Of equally near ones the first.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase()
  let best: string | undefined
  let least = word.length === 1 ? 1 : Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) >= least) continue
    const distance = editDistance(lower, candidate.toLowerCase())
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}
