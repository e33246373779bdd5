import type { Neighbors } from './neighbors.js'

export interface KnnSettings {
  readonly k: number
  readonly temperature: number
}

/**
 * The class with the largest score Σ exp(cos / τ) over the k nearest neighbours (Wu et al., 2018, weighted
 * k-NN); of equal scores the smaller class.
 */
export function vote(
  { indices, cosines }: Neighbors,
  labels: Int32Array,
  { k, temperature }: KnnSettings,
): number {
  const scores = new Map<number, number>()
  // The largest cosine is taken out of the exponent: only the ratio of the scores counts.
  const top = cosines[0] ?? 0
  for (let rank = 0; rank < Math.min(k, indices.length); rank++) {
    const label = labels[indices[rank] as number] as number
    const weight = Math.exp(((cosines[rank] as number) - top) / temperature)
    scores.set(label, (scores.get(label) ?? 0) + weight)
  }
  let best = -1
  for (const [label, score] of scores) {
    const leading = scores.get(best) ?? -1
    if (score > leading || (score === leading && label < best)) best = label
  }
  return best
}

/** The share of queries whose vote is their label. */
export function knnAccuracy(
  neighbors: readonly Neighbors[],
  bankLabels: Int32Array,
  labels: Int32Array,
  settings: KnnSettings,
): number {
  const right = neighbors.filter((found, query) => vote(found, bankLabels, settings) === labels[query]).length
  return right / neighbors.length
}
