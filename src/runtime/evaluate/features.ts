import { count as entries } from '../../graph/count.js'
/** Feature vectors: `count` rows of `size` values. */
export interface Features {
  readonly count: number
  readonly size: number
  readonly values: Float32Array
}

/**
 * One vector an example: the mean over the positions of a map or a sequence, whose channels are its last
 * axis. `shape` is that of one example.
 */
export function pooled(values: ArrayLike<number>, count: number, shape: readonly number[]): Features {
  const size = shape.at(-1) ?? 1
  const positions = entries(shape.slice(0, -1))
  const result = new Float32Array(count * size)
  for (let example = 0; example < count; example++) {
    for (let channel = 0; channel < size; channel++) {
      let sum = 0
      const start = example * positions * size + channel
      for (let position = 0; position < positions; position++)
        sum += values[start + position * size] as number
      result[example * size + channel] = sum / positions
    }
  }
  return { count, size, values: result }
}

/** The rows of features at `indices`. */
export function rows(features: Features, indices: Int32Array): Features {
  const { size, values } = features
  const result = new Float32Array(indices.length * size)
  indices.forEach((index, row) => {
    result.set(values.subarray(index * size, (index + 1) * size), row * size)
  })
  return { count: indices.length, size, values: result }
}

/** Every row scaled to length 1; a row of zeros stays. */
export function normalized({ count, size, values }: Features): Features {
  const result = new Float32Array(values.length)
  for (let row = 0; row < count; row++) {
    let squares = 0
    for (let entry = row * size; entry < (row + 1) * size; entry++) squares += (values[entry] as number) ** 2
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0
    for (let entry = row * size; entry < (row + 1) * size; entry++)
      result[entry] = (values[entry] as number) * scale
  }
  return { count, size, values: result }
}

/** Mean and standard deviation of every column; 1 where a column is constant. */
export function moments({ count, size, values }: Features): { mean: Float64Array; deviation: Float64Array } {
  const mean = new Float64Array(size)
  const deviation = new Float64Array(size)
  for (let entry = 0; entry < values.length; entry++) {
    const column = entry % size
    mean[column] = (mean[column] as number) + (values[entry] as number) / count
  }
  for (let entry = 0; entry < values.length; entry++) {
    const column = entry % size
    const difference = (values[entry] as number) - (mean[column] as number)
    deviation[column] = (deviation[column] as number) + difference ** 2 / count
  }
  return { mean, deviation: deviation.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) }
}

/** Columns shifted and scaled by given moments, so that fit and test data go through the same map. */
export function standardized(features: Features, { mean, deviation }: ReturnType<typeof moments>): Features {
  const { size } = features
  const values = features.values.map((value, entry) => {
    const column = entry % size
    return (value - (mean[column] as number)) / (deviation[column] as number)
  })
  return { ...features, values }
}
