import type { Session, Values } from '../../engines/engine.js'
import type { Dataset } from '../data/dataset.js'
import { entriesOf } from '../data/dataset.js'
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
 * What a model gives for examples, one after the other. The next ones are read while the engine computes;
 * the last batch is filled up with its last example.
 */
export async function outputsOf(
  session: Session,
  encoder: Encoder,
  dataset: Dataset,
  examples: Int32Array,
): Promise<Float32Array> {
  const { batch } = encoder
  const size = encoder.shape.reduce((product, axis) => product * axis, 1)
  const result = new Float32Array(examples.length * size)
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
    const values = (await running)[encoder.output] ?? []
    const rows = Math.min(batch, examples.length - start)
    for (let entry = 0; entry < rows * size; entry++) result[start * size + entry] = Number(values[entry])
  }
  return result
}

/** One feature vector an example: positions of maps and sequences are averaged. */
export async function featuresOf(
  session: Session,
  encoder: Encoder,
  dataset: Dataset,
  examples: Int32Array,
): Promise<Features> {
  return pooled(await outputsOf(session, encoder, dataset, examples), examples.length, encoder.shape)
}

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
