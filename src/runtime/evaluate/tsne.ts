import { setImmediate as turn } from 'node:timers/promises'
import type { Features } from './features.js'

export interface TsneSettings {
  readonly perplexity: number
  /** 500 by default. */
  readonly iterations?: number
}

/** With the first iterations' affinities taken this many times as large, clusters form before they spread. */
const exaggeration = 12
const exaggerated = 0.25

/**
 * Exact t-SNE (van der Maaten and Hinton, 2008) into the plane: x and y of every row, one after the other.
 * Starts from the two principal components, so that it is the same every time. Time grows with the square
 * of the number of rows: 2,000 take some seconds.
 */
export async function tsne(
  features: Features,
  { perplexity, iterations = 500 }: TsneSettings,
): Promise<Float64Array> {
  const { count } = features
  const affinities = jointAffinities(squaredDistances(features), count, Math.min(perplexity, (count - 1) / 3))
  const points = principalPlane(features)
  const speed = new Float64Array(2 * count)
  const gains = new Float64Array(2 * count).fill(1)
  const rate = Math.max(count / exaggeration / 4, 50)
  for (let iteration = 0; iteration < iterations; iteration++) {
    const early = iteration < exaggerated * iterations
    const slope = gradient(points, affinities, early ? exaggeration : 1)
    move(points, slope, speed, gains, rate, early ? 0.5 : 0.8)
    if (iteration % 10 === 9) await turn()
  }
  return points
}

/** Squared Euclidean distances of all pairs of rows, row-major. */
export function squaredDistances({ count, size, values }: Features): Float64Array {
  const result = new Float64Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let entry = 0; entry < size; entry++) {
        const difference = (values[i * size + entry] as number) - (values[j * size + entry] as number)
        sum += difference * difference
      }
      result[i * count + j] = sum
      result[j * count + i] = sum
    }
  }
  return result
}

/** Symmetric affinities that sum to 1, each row's kernel as wide as its perplexity says. */
export function jointAffinities(distances: Float64Array, count: number, perplexity: number): Float32Array {
  const conditional = new Float32Array(count * count)
  for (let row = 0; row < count; row++) {
    conditional.set(
      conditionalAffinities(distances.subarray(row * count, (row + 1) * count), row, perplexity),
      row * count,
    )
  }
  const joint = new Float32Array(count * count)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const both = (conditional[i * count + j] as number) + (conditional[j * count + i] as number)
      joint[i * count + j] = i === j ? 0 : Math.max(both / (2 * count), 1e-12)
    }
  }
  return joint
}

/** Bisection of the precision until the entropy is that of the perplexity. */
function conditionalAffinities(distances: Float64Array, self: number, perplexity: number): Float64Array {
  const target = Math.log(perplexity)
  const nearest = distances.reduce(
    (least, d, index) => (index === self ? least : Math.min(least, d)),
    Infinity,
  )
  const weights = new Float64Array(distances.length)
  let [low, high, precision] = [0, Infinity, 1]
  for (let trial = 0; trial < 60; trial++) {
    let [sum, weighted] = [0, 0]
    for (let index = 0; index < distances.length; index++) {
      const distance = (distances[index] as number) - nearest
      const weight = index === self ? 0 : Math.exp(-distance * precision)
      weights[index] = weight
      sum += weight
      weighted += weight * distance
    }
    const entropy = Math.log(sum) + (precision * weighted) / sum
    for (let index = 0; index < weights.length; index++) weights[index] = (weights[index] as number) / sum
    if (Math.abs(entropy - target) < 1e-5) break
    if (entropy > target) low = precision
    else high = precision
    precision = high === Infinity ? precision * 2 : (low + high) / 2
  }
  return weights
}

/** Gradient of the Kullback–Leibler divergence, with affinities taken `factor` times. */
function gradient(points: Float64Array, affinities: Float32Array, factor: number): Float64Array {
  const count = points.length / 2
  const pull = new Float64Array(points.length)
  const push = new Float64Array(points.length)
  let total = 0
  for (let i = 0; i < count; i++) {
    const [x, y] = [points[2 * i] as number, points[2 * i + 1] as number]
    let [pullX, pullY, pushX, pushY] = [0, 0, 0, 0]
    for (let j = 0; j < i; j++) {
      const dx = x - (points[2 * j] as number)
      const dy = y - (points[2 * j + 1] as number)
      const kernel = 1 / (1 + dx * dx + dy * dy)
      const attraction = (affinities[i * count + j] as number) * kernel
      const repulsion = kernel * kernel
      total += kernel
      pullX += attraction * dx
      pullY += attraction * dy
      pushX += repulsion * dx
      pushY += repulsion * dy
      pull[2 * j] = (pull[2 * j] as number) - attraction * dx
      pull[2 * j + 1] = (pull[2 * j + 1] as number) - attraction * dy
      push[2 * j] = (push[2 * j] as number) - repulsion * dx
      push[2 * j + 1] = (push[2 * j + 1] as number) - repulsion * dy
    }
    pull[2 * i] = (pull[2 * i] as number) + pullX
    pull[2 * i + 1] = (pull[2 * i + 1] as number) + pullY
    push[2 * i] = (push[2 * i] as number) + pushX
    push[2 * i + 1] = (push[2 * i + 1] as number) + pushY
  }
  return pull.map((value, entry) => 4 * (factor * value - (push[entry] as number) / (2 * total)))
}

/** Gradient descent with momentum and a gain for every coordinate that grows while its direction holds. */
function move(
  points: Float64Array,
  slope: Float64Array,
  speed: Float64Array,
  gains: Float64Array,
  rate: number,
  momentum: number,
): void {
  for (let entry = 0; entry < points.length; entry++) {
    const against = (slope[entry] as number) * (speed[entry] as number) < 0
    const gain = Math.max(0.01, against ? (gains[entry] as number) + 0.2 : (gains[entry] as number) * 0.8)
    gains[entry] = gain
    speed[entry] = momentum * (speed[entry] as number) - rate * gain * (slope[entry] as number)
    points[entry] = (points[entry] as number) + (speed[entry] as number)
  }
}

/** The rows in their first two principal components, scaled so that the first has deviation 1e-4. */
function principalPlane({ count, size, values }: Features): Float64Array {
  const mean = new Float64Array(size)
  values.forEach((value, entry) => {
    mean[entry % size] = (mean[entry % size] as number) + value / count
  })
  const centred = Float64Array.from(values, (value, entry) => value - (mean[entry % size] as number))
  const first = component(centred, count, size, [])
  const second = component(centred, count, size, [first])
  const plane = new Float64Array(2 * count)
  for (let row = 0; row < count; row++) {
    for (let entry = 0; entry < size; entry++) {
      const value = centred[row * size + entry] as number
      plane[2 * row] = (plane[2 * row] as number) + value * (first[entry] as number)
      plane[2 * row + 1] = (plane[2 * row + 1] as number) + value * (second[entry] as number)
    }
  }
  const variance =
    plane.reduce((sum, value, entry) => (entry % 2 === 0 ? sum + value * value : sum), 0) / count
  const scale = variance > 0 ? 1e-4 / Math.sqrt(variance) : 0
  // A little of the row's number keeps equal rows apart, which could never part otherwise.
  return plane.map((value, entry) => value * scale + 1e-7 * Math.sin(1 + entry))
}

/** A leading direction by power iteration, orthogonal to those before. */
function component(
  centred: Float64Array,
  count: number,
  size: number,
  before: readonly Float64Array[],
): Float64Array {
  let direction = Float64Array.from({ length: size }, (_, entry) => Math.cos(entry + before.length))
  for (let round = 0; round < 30; round++) {
    const next = new Float64Array(size)
    for (let row = 0; row < count; row++) {
      let dot = 0
      for (let entry = 0; entry < size; entry++) {
        dot += (centred[row * size + entry] as number) * (direction[entry] as number)
      }
      for (let entry = 0; entry < size; entry++) {
        next[entry] = (next[entry] as number) + dot * (centred[row * size + entry] as number)
      }
    }
    for (const other of before) {
      const dot = next.reduce((sum, value, entry) => sum + value * (other[entry] as number), 0)
      for (let entry = 0; entry < size; entry++)
        next[entry] = (next[entry] as number) - dot * (other[entry] as number)
    }
    const length = Math.hypot(...next)
    if (!(length > 1e-12)) return direction
    direction = next.map((value) => value / length)
  }
  return direction
}
