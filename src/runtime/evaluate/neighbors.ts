import type { Engine } from '../../engines/engine.js'
import * as build from '../../graph/build.js'
import type { Graph } from '../../graph/graph.js'
import { type Features, normalized, rows } from './features.js'

/** The most similar rows of a bank, the nearest first; equal ones in the order of the bank. */
export interface Neighbors {
  readonly indices: Int32Array
  readonly cosines: Float32Array
}

/** How many query rows go through the engine at once. */
const block = 256

/**
 * The `k` rows of `bank` with the largest cosine to each row of `queries`; fewer where the bank is smaller.
 */
export async function nearest(
  engine: Engine,
  bank: Features,
  queries: Features,
  k: number,
): Promise<Neighbors[]> {
  const session = await engine.create(similarities(bank.count, bank.size))
  try {
    await session.assign({ bank: normalized(bank).values })
    const all = normalized(queries)
    const found: Neighbors[] = []
    for (let start = 0; start < queries.count; start += block) {
      const wanted = Int32Array.from({ length: block }, (_, row) => Math.min(start + row, queries.count - 1))
      const { cosines } = await session.evaluate('similarities', { queries: rows(all, wanted).values })
      const values = Float32Array.from(cosines ?? [])
      for (let row = 0; row < Math.min(block, queries.count - start); row++) {
        found.push(largest(values.subarray(row * bank.count, (row + 1) * bank.count), k))
      }
    }
    return found
  } finally {
    await session.close()
  }
}

function similarities(count: number, size: number): Graph {
  const bank = build.variable('bank', [count, size])
  const queries = build.input('queries', [block, size])
  const cosines = build.contract('qd,nd->qn', queries, bank)
  return {
    variables: { bank: { path: 'bank', shape: [count, size], type: 'f32' } },
    functions: { similarities: { inputs: { queries }, outputs: { cosines }, updates: {} } },
  }
}

/** The k largest values by a heap whose root is the worst of them. */
export function largest(values: Float32Array, k: number): Neighbors {
  const size = Math.min(k, values.length)
  const heap = new Int32Array(size)
  const worse = (a: number, b: number): boolean => {
    const [left, right] = [values[a] as number, values[b] as number]
    return left < right || (left === right && a > b)
  }
  const sink = (from: number, end: number): void => {
    const moved = heap[from] as number
    let at = from
    for (let child = 2 * at + 1; child < end; child = 2 * at + 1) {
      if (child + 1 < end && worse(heap[child + 1] as number, heap[child] as number)) child++
      if (!worse(heap[child] as number, moved)) break
      heap[at] = heap[child] as number
      at = child
    }
    heap[at] = moved
  }
  for (let index = 0; index < size; index++) heap[index] = index
  for (let at = (size >> 1) - 1; at >= 0; at--) sink(at, size)
  for (let index = size; index < values.length; index++) {
    if (!worse(heap[0] as number, index)) continue
    heap[0] = index
    sink(0, size)
  }
  for (let end = size - 1; end > 0; end--) {
    const last = heap[end] as number
    heap[end] = heap[0] as number
    heap[0] = last
    sink(0, end)
  }
  return { indices: heap, cosines: Float32Array.from(heap, (index) => values[index] as number) }
}
