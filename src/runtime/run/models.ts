import type { Engine, Values } from '../../engines/engine.js'
import { fail } from '../../messages/catalogue.js'
import type { EvaluationProgram, StepProgram } from '../../program/step/program.js'
import { fromExamples, type Nested } from '../data/callback.js'
import { type Dataset, everything } from '../data/dataset.js'
import { featuresOf } from '../evaluate/encode.js'
import type { Features } from '../evaluate/features.js'
import { encoderOf } from './encoder.js'
import { encoderSession } from './judge.js'

/** A trained model that turns examples into features. */
export interface TrainedModel {
  /** The features of examples: an array of them, each in the axes that the data declare. */
  embed(examples: readonly Nested[]): Promise<number[][]>
  /** The features of all examples of a data set, or of some of them. */
  features(dataset: Dataset, examples?: Int32Array): Promise<Features>
}

export interface ModelSource {
  readonly program: StepProgram
  readonly engine: Engine
  readonly variables: Values
}

/** A model of a run, by name. Fails with SSL7405 where no evaluate block names it. */
export function trainedModel(source: ModelSource, name: string): TrainedModel {
  const { program } = source
  const target = program.evaluations.find(({ model }) => model === name)
  if (!target) {
    const known = program.evaluations.map(({ model }) => model)
    return fail('SSL7405', { pretext: program.pretext, model: name, known })
  }
  const features: TrainedModel['features'] = (dataset, examples = everything(dataset)) =>
    featuresIn(source, target, dataset, examples)
  return {
    features,
    async embed(examples) {
      const dataset = given(program, examples)
      const { count, size, values } = await features(dataset)
      return Array.from({ length: count }, (_, row) =>
        Array.from(values.subarray(row * size, (row + 1) * size)),
      )
    },
  }
}

async function featuresIn(
  { program, engine, variables }: ModelSource,
  target: EvaluationProgram,
  dataset: Dataset,
  examples: Int32Array,
): Promise<Features> {
  const session = await encoderSession(program, target, engine, variables)
  try {
    return await featuresOf(session, encoderOf(program, target), dataset, examples)
  } finally {
    await session.close()
  }
}

/** Given examples as data of the program's type. */
function given(program: StepProgram, examples: readonly Nested[]): Dataset {
  const fields = program.batch.data.fields.map(({ name, kind, shape }) => ({
    kind,
    shape,
    ...(name !== '' && { name }),
  }))
  const source = { count: examples.length, read: (index: number) => examples[index] as Nested }
  return fromExamples(source, fields, 'embed', { data: program.batch.data.name, root: '' })
}
