/** Repeatable numbers for drawn data: everything about an example follows from its seed and number. */
export interface Numbers {
  /** Uniform between two numbers. */
  uniform(low: number, high: number): number
  /** Normal with mean 0. */
  normal(deviation: number): number
}

/** The numbers of one example of a set (the generator is sfc32, which passes PractRand). */
export function numbersOf(seed: number, index: number): Numbers {
  let [a, b, c, count] = [seed | 0, index | 0, 0x9e3779b9, 1]
  const next = (): number => {
    const sum = (((a + b) | 0) + count) | 0
    count = (count + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }
  for (let round = 0; round < 12; round++) next()
  return {
    uniform: (low, high) => low + (high - low) * next(),
    // Box and Muller's transform; 1 − u keeps the logarithm finite.
    normal: (deviation) => deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  }
}
