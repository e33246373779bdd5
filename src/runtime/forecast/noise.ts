import { count } from '../../graph/count.js'
import type { Data, Field } from '../../program/pretext/data.js'
import type { Dataset } from '../data/dataset.js'

/** Examples that fit a declaration and that nobody has to read: numbers in 0..1, whole numbers 0. */
export function noiseData({ name, fields }: Data, examples: number): Dataset {
  return {
    name,
    count: examples,
    fields: fields.map(({ kind, shape }) => ({ kind, shape })),
    read: (indices) => fields.map((field) => noise(field, indices.length)),
  }
}

function noise({ kind, shape }: Field, examples: number): Float32Array | Int32Array {
  const length = examples * count(shape)
  if (kind === 'int') return new Int32Array(length)
  let state = 1
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) / 2 ** 24
  })
}
