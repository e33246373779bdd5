/**
 * `count` permutations of 0..n−1 far apart: starting from the identity, each next one is the first (in
 * lexical order) whose summed Hamming distance to those before is largest (Noroozi and Favaro, 2016).
 */
export function permutation_set(n: number, { count }: { readonly count?: number } = {}): number[][] {
  const all = permutations(n)
  const wanted = Math.min(count ?? all.length, all.length)
  const distance = new Float64Array(all.length)
  const chosen: number[][] = []
  let next = 0
  while (chosen.length < wanted) {
    const pick = all[next] ?? []
    chosen.push(pick)
    distance[next] = Number.NEGATIVE_INFINITY
    next = 0
    for (const [k, other] of all.entries()) {
      distance[k] = (distance[k] as number) + hamming(pick, other)
      if ((distance[k] as number) > (distance[next] as number)) next = k
    }
  }
  return chosen
}

function hamming(a: readonly number[], b: readonly number[]): number {
  let different = 0
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) different++
  return different
}

/** All permutations in lexical order. */
function permutations(n: number): number[][] {
  if (n <= 0) return [[]]
  const all: number[][] = []
  const place = Array.from({ length: n }, (_, k) => k)
  for (;;) {
    all.push([...place])
    let k = n - 2
    while (k >= 0 && (place[k] as number) > (place[k + 1] as number)) k--
    if (k < 0) return all
    let other = n - 1
    while ((place[other] as number) < (place[k] as number)) other--
    swap(place, k, other)
    for (let low = k + 1, high = n - 1; low < high; low++, high--) swap(place, low, high)
  }
}

function swap(list: number[], a: number, b: number): void {
  const kept = list[a] as number
  list[a] = list[b] as number
  list[b] = kept
}
