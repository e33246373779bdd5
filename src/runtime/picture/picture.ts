import type { Dataset, Field } from '../data/dataset.js'

/** Values in 0..1, channels last; 1 or 3 channels. */
export interface Picture {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly values: ArrayLike<number>
}

/** Whether values of a shape can be shown as a picture. */
export const isPicture = (shape: readonly number[]): boolean =>
  shape.length === 3 && (shape[2] === 1 || shape[2] === 3)

/** A picture of values of a shape that can be shown. */
export function pictureFrom(shape: readonly number[], values: ArrayLike<number>): Picture {
  const [height = 1, width = 1, channels = 1] = shape
  return { height, width, channels, values }
}

/** An example as a picture; undefined where the data hold none. */
export function pictureOf(dataset: Dataset, example: number): Picture | undefined {
  const field = dataset.fields.findIndex(({ kind, shape }: Field) => kind === 'image' && isPicture(shape))
  const values = dataset.read(Int32Array.of(example))[field]
  return values && pictureFrom(dataset.fields[field]?.shape ?? [], values)
}
