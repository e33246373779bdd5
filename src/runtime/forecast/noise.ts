import type { Values } from '../../engines/engine.js'
import { count } from '../../graph/count.js'
import type { Data, Field } from '../../program/pretext/data.js'
import type { StepProgram } from '../../program/step/program.js'
import type { Dataset } from '../data/dataset.js'
import { type Batches, batchesOf } from '../loop/batches.js'
import type { PlanStage } from '../loop/plan.js'

/** Batches of noise for a program whose data need not be there. */
export function noiseFor({ pretext, batch }: StepProgram): {
  readonly noise: Dataset
  readonly batches: Batches
} {
  const noise = noiseData(batch.data, 2 * batch.size)
  const all = Int32Array.from({ length: noise.count }, (_, k) => k)
  return { noise, batches: batchesOf({ pretext, batch, seed: 0 }, noise.name, all) }
}

/** What a stage is fed in a step on noise. */
export function noiseInputs(
  stage: PlanStage,
  { noise, batches }: ReturnType<typeof noiseFor>,
  step: number,
): Values {
  const examples = batches.at(step)
  const { stepsPerEpoch } = batches
  return stage.inputs({ step, stageStep: 0, stepsPerEpoch, examples, fields: noise.read(examples) })
}

/** Examples that fit a declaration and that nobody has to read: numbers in 0..1, whole numbers 0. */
function noiseData({ name, fields }: Data, examples: number): Dataset {
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
