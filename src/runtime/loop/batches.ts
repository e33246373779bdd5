import { fail } from '../../messages/catalogue.js'
import { shuffled } from '../shuffle.js'
import type { Plan } from './plan.js'

export interface Batches {
  readonly stepsPerEpoch: number
  /** Numbers of the examples of a step. The last incomplete batch of an epoch is left out. */
  at(step: number): Int32Array
}

/** Cuts the examples of every epoch into batches. Fails with SSL6021 where there is not one whole batch. */
export function batchesOf(
  plan: Pick<Plan, 'pretext' | 'batch' | 'seed'>,
  data: string,
  examples: Int32Array,
): Batches {
  const { size, shuffle } = plan.batch
  const stepsPerEpoch = Math.floor(examples.length / size)
  if (stepsPerEpoch < 1) fail('SSL6021', { data, pretext: plan.pretext, size, count: examples.length })
  let kept = { epoch: -1, order: examples }
  return {
    stepsPerEpoch,
    at(step) {
      const epoch = Math.floor(step / stepsPerEpoch)
      if (epoch !== kept.epoch)
        kept = { epoch, order: shuffle ? shuffled(examples, plan.seed, epoch) : examples }
      const start = (step % stepsPerEpoch) * size
      return kept.order.slice(start, start + size)
    },
  }
}
