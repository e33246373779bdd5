import { count } from '../../graph/count.js'
import { invalid } from '../report.js'
import type { Nested } from '../tensor/value.js'

/** Values in row-major order, with their shape. */
export interface Flat {
  readonly data: Float64Array
  readonly shape: readonly number[]
  readonly truth: boolean
}

/** Nested arrays as flat values. Throws where lists of one level differ in length, and where something is no number. */
export function flatten(value: Nested, name = 'a call'): Flat {
  const shape: number[] = []
  for (let level: Nested = value; isList(level); ) {
    shape.push(level.length)
    const next: Nested | undefined = level[0]
    if (next === undefined) break
    level = next
  }
  const data = new Float64Array(count(shape))
  let at = 0
  let truth = data.length > 0
  const write = (part: Nested, depth: number): void => {
    if (isList(part)) {
      if (part.length !== shape[depth]) invalid(name, 'lists of unequal length')
      for (const item of part) write(item, depth + 1)
    } else {
      if (depth !== shape.length) invalid(name, 'lists of unequal depth')
      if (typeof part !== 'number' && typeof part !== 'boolean') invalid(name, described(part))
      truth &&= typeof part === 'boolean'
      data[at++] = Number(part)
    }
  }
  write(value, 0)
  return { data, shape, truth }
}

const described = (value: unknown): string =>
  typeof value === 'string'
    ? `the text "${value}"`
    : value === null
      ? 'null'
      : `a value of type ${typeof value}`

const isList = (value: Nested): value is readonly Nested[] => Array.isArray(value)

/** Flat values as nested arrays; a number where there is no axis. */
export function nest(data: ArrayLike<number>, shape: readonly number[], truth = false): Nested {
  let at = 0
  const read = (depth: number): Nested => {
    const size = shape[depth]
    if (size === undefined) {
      const value = data[at++] ?? 0
      return truth ? value !== 0 : value
    }
    return Array.from({ length: size }, () => read(depth + 1))
  }
  return read(0)
}
