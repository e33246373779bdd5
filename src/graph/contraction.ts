import { count } from './count.js'
import type { Tensor } from './op.js'
import { at } from './refuse.js'
import type { Axis, ContractSpec } from './spec.js'
import { stridesOf } from './strides.js'

/** A letter as a loop: its range, and the distances of neighbours in left, right and result. */
interface Loop {
  readonly size: number
  readonly left: number
  readonly right: number
  readonly result: number
}

/** The values of a contraction, by loops over all letters in float64. */
export function contractData(
  spec: ContractSpec,
  left: Tensor,
  right: Tensor,
  ranges: ReadonlyMap<string, number>,
  shape: readonly number[],
): Float64Array {
  const [a, b, c] = [
    placesOf(spec.left, left.shape),
    placesOf(spec.right, right.shape),
    placesOf(spec.result, shape),
  ]
  const loops = spec.letters.map(
    (letter): Loop => ({
      size: ranges.get(letter) ?? 1,
      left: a.strides.get(letter) ?? 0,
      right: b.strides.get(letter) ?? 0,
      result: c.strides.get(letter) ?? 0,
    }),
  )
  const result = new Float64Array(count(shape))
  if (loops.some((loop) => loop.size === 0)) return result
  runLoops(left.data, right.data, result, inOrder(merged(loops)), [a.offset, b.offset, c.offset])
  return result
}

/** How far one step of each letter moves within a tensor. */
function placesOf(
  axes: readonly Axis[],
  shape: readonly number[],
): { strides: Map<string, number>; offset: number } {
  const own = stridesOf(shape)
  const strides = new Map<string, number>()
  let offset = 0
  for (const [k, axis] of axes.entries()) {
    const stride = at(own, k)
    if (axis.is === 'affine') offset += axis.offset * stride
    const terms = axis.is === 'plain' ? [{ letter: axis.letter, coefficient: 1 }] : axis.terms
    for (const { letter, coefficient } of terms) strides.set(letter, coefficient * stride)
  }
  return { strides, offset }
}

/** Neighbouring letters that move as one in all three tensors become one loop. */
function merged(loops: readonly Loop[]): Loop[] {
  const result: Loop[] = []
  for (const loop of loops.filter(({ size }) => size > 1)) {
    const last = result.at(-1)
    const together =
      last &&
      last.left === loop.left * loop.size &&
      last.right === loop.right * loop.size &&
      last.result === loop.result * loop.size
    if (together) result[result.length - 1] = { ...loop, size: loop.size * last.size }
    else result.push(loop)
  }
  return result
}

/** The cheapest loops innermost: long ones that read neighbours. */
function inOrder(loops: readonly Loop[]): Loop[] {
  const price = (stride: number): number => (stride === 0 ? 0 : Math.abs(stride) === 1 ? 1 : 4)
  const cost = ({ size, left, right, result }: Loop): number =>
    price(left) + price(right) + 2 * price(result) + 12 / size
  return [...loops].sort((a, b) => cost(b) - cost(a))
}

function runLoops(
  left: Float64Array,
  right: Float64Array,
  result: Float64Array,
  loops: readonly Loop[],
  offsets: readonly [number, number, number],
): void {
  const unit: Loop = { size: 1, left: 0, right: 0, result: 0 }
  const [middle, inner] = [loops.at(-2) ?? unit, loops.at(-1) ?? unit]
  const outer = loops.slice(0, -2)
  const index = outer.map(() => 0)
  let [l, r, o] = offsets
  const rounds = outer.reduce((product, loop) => product * loop.size, 1)
  for (let round = 0; round < rounds; round++) {
    twoLoops(left, right, result, l, r, o, middle, inner)
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const loop = outer[axis] as Loop
      const next = (index[axis] as number) + 1
      const steps = next < loop.size ? 1 : 1 - loop.size
      l += steps * loop.left
      r += steps * loop.right
      o += steps * loop.result
      index[axis] = next < loop.size ? next : 0
      if (next < loop.size) break
    }
  }
}

function twoLoops(
  left: Float64Array,
  right: Float64Array,
  result: Float64Array,
  l: number,
  r: number,
  o: number,
  middle: Loop,
  inner: Loop,
): void {
  const summing = middle.result === 0 && inner.result !== 0
  const rest = middle.size % 4
  if (summing && inner.left === 0) {
    addRows(left, right, result, l, r, o, middle.size - rest, middle.left, middle.right, inner)
  } else if (summing && inner.right === 0) {
    const turned = { ...inner, left: 0, right: inner.left }
    addRows(right, left, result, r, l, o, middle.size - rest, middle.right, middle.left, turned)
  } else {
    oneByOne(left, right, result, l, r, o, middle, inner, 0)
    return
  }
  oneByOne(left, right, result, l, r, o, middle, inner, middle.size - rest)
}

/** Adds multiples of rows, four at a time: a quarter of the reads and writes of the result. */
function addRows(
  factors: Float64Array,
  rows: Float64Array,
  result: Float64Array,
  f: number,
  r: number,
  o: number,
  count: number,
  factorStep: number,
  rowStep: number,
  { size, right: step, result: out }: Loop,
): void {
  for (let m = 0; m < count; m += 4) {
    const a = factors[f + m * factorStep] as number
    const b = factors[f + (m + 1) * factorStep] as number
    const c = factors[f + (m + 2) * factorStep] as number
    const d = factors[f + (m + 3) * factorStep] as number
    let p = r + m * rowStep
    let q = p + rowStep
    let s = q + rowStep
    let t = s + rowStep
    for (let k = 0, n = o; k < size; k++, n += out) {
      const sum =
        a * (rows[p] as number) + b * (rows[q] as number) + c * (rows[s] as number) + d * (rows[t] as number)
      result[n] = (result[n] as number) + sum
      p += step
      q += step
      s += step
      t += step
    }
  }
}

/** The steps of the middle loop from `start`, each with the whole inner loop. */
function oneByOne(
  left: Float64Array,
  right: Float64Array,
  result: Float64Array,
  l: number,
  r: number,
  o: number,
  middle: Loop,
  { size, left: ls, right: rs, result: os }: Loop,
  start: number,
): void {
  for (let m = start; m < middle.size; m++) {
    const [i0, j0, n0] = [l + m * middle.left, r + m * middle.right, o + m * middle.result]
    if (os === 0) {
      let sum = 0
      for (let k = 0, i = i0, j = j0; k < size; k++, i += ls, j += rs) {
        sum += (left[i] as number) * (right[j] as number)
      }
      result[n0] = (result[n0] as number) + sum
    } else {
      for (let k = 0, i = i0, j = j0, n = n0; k < size; k++, i += ls, j += rs, n += os) {
        result[n] = (result[n] as number) + (left[i] as number) * (right[j] as number)
      }
    }
  }
}
