import { sizeOf } from '../../graph/dimension.js'
import type { EvaluationProgram, StepProgram } from '../../program/step/program.js'
import type { Encoder } from '../evaluate/encode.js'
import { feeds } from './plan.js'

/** The encoder of a model that the program evaluates. */
export function encoderOf(program: StepProgram, target: EvaluationProgram): Encoder {
  const { batch } = program
  const idle = { step: 0, stageStep: 0, steps: 1, stepsPerEpoch: 1, seed: 0 }
  return {
    model: target.model,
    function: target.function,
    output: 'features',
    batch: batch.size,
    shape: target.shape.map(sizeOf),
    inputs: (fields) => {
      const examples = Int32Array.from({ length: batch.size }, (_, row) => row)
      return feeds(program, target.function, { ...idle, examples, fields })
    },
  }
}
