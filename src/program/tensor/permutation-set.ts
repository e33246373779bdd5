/**
 * `count` permutations of 0..n−1 far apart: starting from the identity, each next one is the first (in
 * lexical order) whose summed Hamming distance to those before is largest (Noroozi and Favaro, 2016).
 */
export function permutation_set(n: number, { count }: { readonly count?: number } = {}): number[][] {
  const all = Array.from({ length: n }, (_, k) => k + 1).reduce((product, k) => product * k, 1)
  const wanted = Math.min(count ?? all, all)
  const chosen: number[][] = []
  const taken = new Set<string>()
  const agreements: Agreements = Array.from({ length: n }, () => new Array<number>(n).fill(0))
  while (chosen.length < wanted) {
    const next = chosen.length === 0 ? [...agreements.keys()] : farthest(agreements, taken)
    chosen.push(next)
    taken.add(String(next))
    for (const [place, value] of next.entries()) add(agreements, place, value)
  }
  return chosen
}

/** How many of the chosen have each value at each place: `agreements[place][value]`. */
type Agreements = number[][]

function add(agreements: Agreements, place: number, value: number): void {
  const row = agreements[place]
  if (row) row[value] = (row[value] ?? 0) + 1
}

/** The first permutation that is not taken and agrees with the chosen at the fewest places. */
function farthest(agreements: Agreements, taken: ReadonlySet<string>): number[] {
  const least = leastCompletions(agreements)
  for (let total = least[0] ?? 0; ; total++) {
    const found = first(agreements, least, taken, total, [], 0)
    if (found) return found
  }
}

/** By the set of values at the first places: the fewest agreements at the places behind them. */
function leastCompletions(agreements: Agreements): Int32Array {
  const n = agreements.length
  const least = new Int32Array(1 << n)
  for (let used = least.length - 2; used >= 0; used--) {
    const row = agreements[countBits(used)] ?? []
    let best = Number.MAX_SAFE_INTEGER
    for (let value = 0; value < n; value++) {
      if (used & (1 << value)) continue
      best = Math.min(best, (row[value] ?? 0) + (least[used | (1 << value)] ?? 0))
    }
    least[used] = best
  }
  return least
}

function countBits(set: number): number {
  let count = 0
  for (let rest = set; rest > 0; rest &= rest - 1) count++
  return count
}

/** The first completion of `start` with exactly `total` more agreements that is not taken. */
function first(
  agreements: Agreements,
  least: Int32Array,
  taken: ReadonlySet<string>,
  total: number,
  start: readonly number[],
  used: number,
): number[] | undefined {
  const row = agreements[start.length]
  if (!row) return total === 0 && !taken.has(String(start)) ? [...start] : undefined
  for (let value = 0; value < row.length; value++) {
    const next = used | (1 << value)
    const rest = total - (row[value] ?? 0)
    if (next === used || rest < (least[next] ?? 0)) continue
    const found = first(agreements, least, taken, rest, [...start, value], next)
    if (found) return found
  }
  return undefined
}
