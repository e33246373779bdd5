import { count as entries } from '../../graph/count.js'
import { sizeOf } from '../../graph/dimension.js'
import { hashText, philox } from './philox.js'
import type { DrawSite, HostDistribution } from './site.js'

/** Under which key a draw is made; see `layout.md`. */
export interface DrawMoment {
  readonly seed: number
  readonly step: number
  /** Numbers in the data set of the examples of this batch, in order. */
  readonly examples: Int32Array
}

/** Values of a draw: `f32`, `int` or `bool` as its type says. */
export type DrawValues = Float32Array | Int32Array | Uint8Array

/**
 * The values of one draw in one step, row-major. Every entry depends only on seed, site, step, the
 * number of its example and its place within the example: neither on the batch nor on its order.
 * `sizes` are the numbers of the site's shape where the batch has another size than when it was built.
 */
export function fillDraw(
  site: DrawSite,
  moment: DrawMoment,
  sizes: readonly number[] = site.shape.map(sizeOf),
): DrawValues {
  const values = allocate(site.type, entries(sizes))
  fillInto(values, site, moment, sizes)
  return values
}

function allocate(type: DrawSite['type'], length: number): DrawValues {
  if (type === 'f32') return new Float32Array(length)
  return type === 'int' ? new Int32Array(length) : new Uint8Array(length)
}

/** As `fillDraw`, into an array that is there. */
export function fillInto(
  values: DrawValues,
  { site, distribution, batchAxis }: DrawSite,
  { seed, step, examples }: DrawMoment,
  sizes: readonly number[],
): void {
  const key0 = seedWord(seed)
  const key1 = hashText(site)
  const own = distribution.is === 'permutation' ? sizes.slice(0, -1) : sizes
  const block = distribution.is === 'permutation' ? distribution.n : 1
  // Without examples all entries are those of one.
  const outer = batchAxis === undefined ? 1 : entries(own.slice(0, batchAxis))
  const inner = entries(batchAxis === undefined ? own : own.slice(batchAxis + 1)) * block
  const count = batchAxis === undefined ? 1 : (own[batchAxis] ?? 1)
  const sample = samplerOf(distribution, key0, key1)
  for (let o = 0; o < outer; o++) {
    for (let b = 0; b < count; b++) {
      const example = batchAxis === undefined ? 0xffffffff : (examples[b] ?? b)
      sample(values, (o * count + b) * inner, inner, o * inner, step, example)
    }
  }
}

/** 32 bits of a seed of up to 53. */
export const seedWord = (seed: number): number =>
  (seed ^ Math.imul(Math.floor(seed / 4294967296), 0x9e3779b9)) >>> 0

/** Fills `length` entries from `offset`, which are the entries from `element` of one example. */
type Sampler = (
  values: DrawValues,
  offset: number,
  length: number,
  element: number,
  step: number,
  example: number,
) => void

const words = new Uint32Array(4)

function samplerOf(distribution: HostDistribution, key0: number, key1: number): Sampler {
  switch (distribution.is) {
    case 'uniform':
      return uniformSampler(distribution.low, distribution.high - distribution.low, key0, key1)
    case 'normal':
      return normalSampler(distribution.mean, distribution.deviation, key0, key1)
    case 'integer':
      return integerSampler(distribution.low, distribution.high - distribution.low + 1, key0, key1)
    case 'bernoulli':
      return bernoulliSampler(distribution.p, key0, key1)
    case 'categorical':
      return categoricalSampler(distribution.weights, key0, key1)
    case 'permutation':
      return permutationSampler(distribution.n, key0, key1)
  }
}

const toUnit = 2 ** -23
const toWhole = 2 ** -32

function uniformSampler(low: number, width: number, key0: number, key1: number): Sampler {
  const scale = width * toUnit
  return (values, offset, length, element, step, example) => {
    let k = 0
    for (; k < length && ((element + k) & 3) !== 0; k++) {
      if (k === 0) philox(step, example, element >>> 2, 0, key0, key1, words)
      values[offset + k] = low + scale * ((words[(element + k) & 3] as number) & 0x7fffff)
    }
    for (; k + 4 <= length; k += 4) {
      philox(step, example, (element + k) >>> 2, 0, key0, key1, words)
      const at = offset + k
      values[at] = low + scale * ((words[0] as number) & 0x7fffff)
      values[at + 1] = low + scale * ((words[1] as number) & 0x7fffff)
      values[at + 2] = low + scale * ((words[2] as number) & 0x7fffff)
      values[at + 3] = low + scale * ((words[3] as number) & 0x7fffff)
    }
    if (k < length) philox(step, example, (element + k) >>> 2, 0, key0, key1, words)
    for (; k < length; k++) {
      values[offset + k] = low + scale * ((words[(element + k) & 3] as number) & 0x7fffff)
    }
  }
}

function integerSampler(low: number, count: number, key0: number, key1: number): Sampler {
  return (values, offset, length, element, step, example) => {
    for (let k = 0; k < length; k++) {
      const place = element + k
      if (k === 0 || (place & 3) === 0) philox(step, example, place >>> 2, 0, key0, key1, words)
      values[offset + k] = low + Math.floor((words[place & 3] as number) * toWhole * count)
    }
  }
}

function bernoulliSampler(p: number, key0: number, key1: number): Sampler {
  const threshold = p * 4294967296
  return (values, offset, length, element, step, example) => {
    for (let k = 0; k < length; k++) {
      const place = element + k
      if (k === 0 || (place & 3) === 0) philox(step, example, place >>> 2, 0, key0, key1, words)
      values[offset + k] = (words[place & 3] as number) < threshold ? 1 : 0
    }
  }
}

/** Box and Muller: words 0 and 1 give normals 0 and 1, words 2 and 3 normals 2 and 3. */
function normalSampler(mean: number, deviation: number, key0: number, key1: number): Sampler {
  return (values, offset, length, element, step, example) => {
    let radius = 0
    let angle = 0
    for (let k = 0; k < length; k++) {
      const place = element + k
      if (k === 0 || (place & 3) === 0) philox(step, example, place >>> 2, 0, key0, key1, words)
      if (k === 0 || (place & 1) === 0) {
        const pair = place & 2
        radius = deviation * Math.sqrt(-2 * Math.log(((words[pair] as number) + 0.5) * toWhole))
        angle = 2 * Math.PI * ((words[pair + 1] as number) * toWhole)
      }
      values[offset + k] = mean + radius * ((place & 1) === 0 ? Math.cos(angle) : Math.sin(angle))
    }
  }
}

function categoricalSampler(weights: readonly number[], key0: number, key1: number): Sampler {
  const sums = new Float64Array(weights.length)
  let total = 0
  for (const [k, weight] of weights.entries()) {
    total += weight
    sums[k] = total
  }
  return (values, offset, length, element, step, example) => {
    for (let k = 0; k < length; k++) {
      const place = element + k
      if (k === 0 || (place & 3) === 0) philox(step, example, place >>> 2, 0, key0, key1, words)
      values[offset + k] = firstAbove(sums, (words[place & 3] as number) * toWhole * total)
    }
  }
}

/** The first place whose sum is above `value`. */
function firstAbove(sums: Float64Array, value: number): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sums[middle] as number) > value) high = middle
    else low = middle + 1
  }
  return low
}

/** Fisher and Yates, with the words of blocks 0, 1, … of a counter that also names the permutation. */
function permutationSampler(n: number, key0: number, key1: number): Sampler {
  return (values, offset, length, element, step, example) => {
    for (let start = 0; start < length; start += n) {
      const number = (element + start) / n + 1
      for (let k = 0; k < n; k++) values[offset + start + k] = k
      for (let k = n - 1, drawn = 0; k > 0; k--, drawn++) {
        if ((drawn & 3) === 0) philox(step, example, drawn >>> 2, number, key0, key1, words)
        const other = Math.floor((words[drawn & 3] as number) * toWhole * (k + 1))
        const kept = values[offset + start + k] as number
        values[offset + start + k] = values[offset + start + other] as number
        values[offset + start + other] = kept
      }
    }
  }
}
