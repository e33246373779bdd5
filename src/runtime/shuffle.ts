import { seedWord } from '../program/draw/fill.js'
import { hashText, philox } from '../program/draw/philox.js'

/**
 * The numbers 0..count−1 in a random order that (seed, purpose, round) alone decide: Fisher–Yates with
 * Philox, counter = (round, position), key = (seed, hash of the purpose).
 */
export function permutation(count: number, seed: number, purpose: string, round: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index)
  const [key0, key1] = [seedWord(seed), hashText(purpose)]
  const words = new Uint32Array(4)
  for (let last = count - 1; last > 0; last--) {
    philox(round, last, 0, 0, key0, key1, words)
    const other = Math.floor(((words[0] as number) / 2 ** 32) * (last + 1))
    const kept = order[last] as number
    order[last] = order[other] as number
    order[other] = kept
  }
  return order
}

/** The order of the examples in an epoch. */
export function shuffled(examples: Int32Array, seed: number, epoch: number): Int32Array {
  return permutation(examples.length, seed, 'shuffle', epoch).map((position) => examples[position] as number)
}

/**
 * A fixed fifth of the examples for tests, the others to fit: the same for every seed, so that runs can be
 * compared. Both in ascending order.
 */
export function heldOutFifth(count: number): { fit: Int32Array; test: Int32Array } {
  const order = permutation(count, 0, 'held out', 0)
  const fifth = Math.max(1, Math.floor(count / 5))
  return { fit: order.slice(fifth).sort(), test: order.slice(0, fifth).sort() }
}
