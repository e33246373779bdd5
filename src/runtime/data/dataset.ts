import { count } from '../../graph/count.js'
/** What a field of an example is: the kind of its values and its axes, as the program declares them. */
export interface Field {
  /** Name in a tuple example; undefined where the example is one value. */
  readonly name?: string | undefined
  readonly kind: 'f32' | 'int' | 'bool' | 'image' | 'lab' | 'unit' | 'prob'
  readonly shape: readonly number[]
}

/**
 * Examples by number. Whatever the source, `read` gives float32 (`int` fields: int32) in the layout that
 * the program declares, one array per field, examples one after the other.
 */
export interface Dataset {
  /** The name of the `data` declaration, for messages. */
  readonly name: string
  readonly count: number
  readonly fields: readonly Field[]
  read(indices: Int32Array): (Float32Array | Int32Array)[]
  /** The class of each example, counted from 0; undefined where the source has no labels. */
  readonly labels?: Int32Array | undefined
  /** The names of the classes; numbers as text where the source has no names. */
  readonly classes?: readonly string[] | undefined
}

/** The number of values of one example in a field. */
export function entriesOf(field: Field): number {
  return count(field.shape)
}

/** The numbers of all examples. */
export const everything = ({ count }: Pick<Dataset, 'count'>): Int32Array =>
  Int32Array.from({ length: count }, (_, index) => index)

/** The same data seen through a list of example numbers. */
export function subset(dataset: Dataset, indices: Int32Array): Dataset {
  const pick = (positions: Int32Array): Int32Array => positions.map((position) => indices[position] as number)
  return {
    ...dataset,
    count: indices.length,
    read: (positions) => dataset.read(pick(positions)),
    labels: dataset.labels && indices.map((index) => dataset.labels?.[index] as number),
  }
}
