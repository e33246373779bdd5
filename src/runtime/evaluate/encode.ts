import type { Session, Values } from '../../engines/engine.js'
import { type Dataset, entriesOf } from '../data/dataset.js'
import { type Features, pooled } from './features.js'

/** A model as the graph computes it from clean examples. */
export interface Encoder {
  /** Name of the model, e.g. `f`. */
  readonly model: string
  /** The function of the graph, its output, and how many examples it takes at once. */
  readonly function: string
  readonly output: string
  readonly batch: number
  /** What the model gives for one example. */
  readonly shape: readonly number[]
  /** What is fed: the fields of the data, and nothing that is drawn. */
  inputs(fields: readonly (Float32Array | Int32Array)[]): Values
}

/**
 * One feature vector an example: positions of maps and sequences are averaged. The next examples are read
 * while the engine computes; the last batch is filled up with its last example.
 */
export async function featuresOf(
  session: Session,
  encoder: Encoder,
  dataset: Dataset,
  examples: Int32Array,
): Promise<Features> {
  const { batch, shape } = encoder
  const size = shape.at(-1) ?? 1
  const features = { count: examples.length, size, values: new Float32Array(examples.length * size) }
  const read = (start: number): Values => {
    const last = examples.length - 1
    const indices = Int32Array.from(
      { length: batch },
      (_, row) => examples[Math.min(start + row, last)] as number,
    )
    return encoder.inputs(dataset.read(indices))
  }
  let inputs = read(0)
  for (let start = 0; start < examples.length; start += batch) {
    const running = session.evaluate(encoder.function, inputs)
    if (start + batch < examples.length) inputs = read(start + batch)
    const rows = Math.min(batch, examples.length - start)
    const { values } = pooled((await running)[encoder.output] ?? [], rows, shape)
    features.values.set(values, start * size)
  }
  return features
}

/** Beyond this many numbers (2 GiB) the data themselves are left out of comparisons. */
const mostRaw = 2 ** 29

/** Whether the data themselves can be compared with. */
export const isComparable = ({ fields, count }: Dataset): boolean =>
  fields.reduce((sum, field) => sum + entriesOf(field), 0) * count <= mostRaw

/** The data themselves as features: what an encoder has to be better than. */
export function rawFeatures(dataset: Dataset, examples: Int32Array): Features {
  const sizes = dataset.fields.map(entriesOf)
  const size = sizes.reduce((sum, own) => sum + own, 0)
  const values = new Float32Array(examples.length * size)
  let column = 0
  for (const [position, field] of dataset.read(examples).entries()) {
    const own = sizes[position] as number
    for (let row = 0; row < examples.length; row++) {
      values.set(field.subarray(row * own, (row + 1) * own), row * size + column)
    }
    column += own
  }
  return { count: examples.length, size, values }
}
