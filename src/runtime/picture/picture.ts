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

/** Pictures of one size in rows of `columns` as one picture, a grey line between them. */
export function mosaic(pictures: readonly Picture[], columns: number): Picture {
  const { height, width, channels } = pictures[0] ?? { height: 1, width: 1, channels: 1 }
  const wide = columns * (width + 1) - 1
  const high = Math.ceil(pictures.length / columns) * (height + 1) - 1
  const values = new Array<number>(high * wide * channels).fill(0.5)
  for (const [k, picture] of pictures.entries()) {
    const top = Math.floor(k / columns) * (height + 1)
    const left = (k % columns) * (width + 1)
    for (let entry = 0; entry < height * width * channels; entry++) {
      const row = top + Math.floor(entry / (width * channels))
      const column = left * channels + (entry % (width * channels))
      values[row * wide * channels + column] = picture.values[entry] as number
    }
  }
  return { height: high, width: wide, channels, values }
}
