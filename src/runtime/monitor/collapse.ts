import { type Features, moments, normalized } from '../evaluate/features.js'
import { eigenvalues } from './spectrum.js'

/** How spread out embeddings are. */
export interface Spread {
  /**
   * Standard deviation of the length-1 embeddings, mean over the dimensions, times √D: about 1 where they
   * fill the sphere, 0 where they are all the same (Chen and He, 2021).
   */
  readonly deviation: number
  /** exp of the entropy of the singular values of the centred embeddings: 1 to D (Roy and Vetterli, 2007). */
  readonly effectiveRank: number
  /** ln of the mean of exp(−2 ‖a − b‖²) over pairs: 0 is collapsed, −4 the least (Wang and Isola, 2020). */
  readonly uniformity: number
}

/** Measures features of some hundred examples; time grows with the cube of the smaller side. */
export function spreadOf(features: Features): Spread {
  const unit = normalized(features)
  const { size } = features
  const { deviation } = trueMoments(unit)
  const mean = deviation.reduce((sum, value) => sum + value, 0) / size
  return {
    deviation: mean * Math.sqrt(size),
    effectiveRank: effectiveRank(unit),
    uniformity: uniformity(unit),
  }
}

/** Moments whose deviations are 0 where a column is constant. */
function trueMoments(features: Features): ReturnType<typeof moments> {
  const { mean } = moments(features)
  const { count, size, values } = features
  const variance = new Float64Array(size)
  values.forEach((value, entry) => {
    const column = entry % size
    variance[column] = (variance[column] as number) + (value - (mean[column] as number)) ** 2 / count
  })
  return { mean, deviation: variance.map(Math.sqrt) }
}

function effectiveRank(features: Features): number {
  const { mean } = moments(features)
  const { count, size, values } = features
  const centred = Float64Array.from(values, (value, entry) => value - (mean[entry % size] as number))
  const wide = size > count
  const [n, length, across, along] = wide ? [count, size, size, 1] : [size, count, 1, size]
  const gram = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0; k < length; k++) {
        sum += (centred[i * across + k * along] as number) * (centred[j * across + k * along] as number)
      }
      gram[i * n + j] = sum
      gram[j * n + i] = sum
    }
  }
  const singular = eigenvalues(gram, n).map((value) => Math.sqrt(Math.max(0, value)))
  const total = singular.reduce((sum, value) => sum + value, 0)
  if (!(total > 1e-9)) return 1
  return Math.exp(singular.reduce((entropy, value) => entropy - plogp(value / total), 0))
}

const plogp = (p: number): number => (p > 0 ? p * Math.log(p) : 0)

function uniformity({ count, size, values }: Features): number {
  let sum = 0
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let distance = 0
      for (let k = 0; k < size; k++)
        distance += ((values[i * size + k] as number) - (values[j * size + k] as number)) ** 2
      sum += Math.exp(-2 * distance)
    }
  }
  return count > 1 ? Math.log((2 * sum) / (count * (count - 1))) : 0
}

/** The mean of ‖a − b‖² over pairs of length-1 embeddings of two views of an example: 0 to 4. */
export function alignment(a: Features, b: Features): number {
  const [left, right] = [normalized(a).values, normalized(b).values]
  return left.reduce((sum, value, entry) => sum + (value - (right[entry] as number)) ** 2, 0) / a.count
}

/** The share of rows of `a` whose nearest row of `b`, by cosine, is the one of the same example. */
export function retrieval(a: Features, b: Features): number {
  const { count, size } = a
  const [left, right] = [normalized(a).values, normalized(b).values]
  let found = 0
  for (let i = 0; i < count; i++) {
    let [best, nearest] = [Number.NEGATIVE_INFINITY, -1]
    for (let j = 0; j < count; j++) {
      let cosine = 0
      for (let k = 0; k < size; k++)
        cosine += (left[i * size + k] as number) * (right[j * size + k] as number)
      if (cosine > best) [best, nearest] = [cosine, j]
    }
    if (nearest === i) found++
  }
  return found / count
}
