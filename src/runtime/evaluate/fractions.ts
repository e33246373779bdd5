import { permutation } from '../shuffle.js'

/** Which labels an experiment with few of them sees. */
export interface Fraction {
  /** `1%` or `100`, as the program says it. */
  readonly name: string
  /** How many examples. */
  readonly count: number
}

/** Counts of the wanted shares (below 1) and numbers (whole); at least one example a class, at most all. */
export function fractionOf(wanted: number, total: number, classes: number): Fraction {
  const share = wanted < 1 || (wanted === 1 && classes > 1)
  const count = share ? Math.round(wanted * total) : wanted
  const name = share ? `${Number((wanted * 100).toPrecision(6))}%` : String(wanted)
  return { name, count: Math.min(total, Math.max(classes, Math.floor(count))) }
}

/**
 * Numbers of `count` examples, drawn by (seed, repeat), as evenly over the classes as they allow: the
 * shuffled examples of every class in turn.
 */
export function balanced(
  labels: Int32Array,
  classes: number,
  count: number,
  seed: number,
  repeat: number,
): Int32Array {
  const queues: number[][] = Array.from({ length: classes }, () => [])
  for (const index of permutation(labels.length, seed, 'label fractions', repeat)) {
    queues[labels[index] as number]?.push(index)
  }
  const chosen: number[] = []
  for (let round = 0; chosen.length < count; round++) {
    for (const queue of queues) {
      const index = queue[round]
      if (index !== undefined && chosen.length < count) chosen.push(index)
    }
    if (round > labels.length) break
  }
  return Int32Array.from(chosen).sort()
}
