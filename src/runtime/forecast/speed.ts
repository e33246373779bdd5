import type { Engine } from '../../engines/engine.js'
import { EngineStopped } from '../../engines/worker/stopped.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Dataset } from '../data/dataset.js'
import type { Batches } from '../loop/batches.js'
import type { Plan, PlanStage } from '../loop/plan.js'
import { least } from './least.js'
import { flopsPerSecond } from './probe.js'

/** How fast an engine is here. */
export interface Speed {
  readonly engine: Engine['name']
  /** `measured`: by steps on noise; `estimated`: from how fast its convolutions are. */
  readonly how: 'measured' | 'estimated'
  /** Of an estimate: multiplications and additions a second in convolutions. */
  readonly flopsPerSecond?: number
  /** Seconds of a step of each stage. */
  readonly steps: readonly number[]
}

/** An engine that cannot be used here, and why. */
export interface Unusable {
  readonly engine: string
  readonly problem: string
}

/** Steps that would take longer than this, in seconds, are not tried. */
const patience = 2
/** Every machine does as many multiplications and additions a second: small steps are tried at once. */
const slowest = 5e9
/** Steps are done for so many seconds. */
const measuring = 0.6

/** What a step is measured with. */
export interface Measured {
  readonly plan: Plan
  readonly noise: Dataset
  readonly batches: Batches
  /** Multiplications and additions of a step of each stage. */
  readonly flops: readonly number[]
  /** Whether there is memory for it. */
  readonly fits: boolean
}

/** How long the steps of a plan take on an engine, told what is wrong with it where it does not work. */
export async function speedOf(
  name: string,
  load: () => Promise<Engine>,
  measured: Measured,
): Promise<Speed | Unusable> {
  if (!measured.fits) return { engine: name, problem: 'a step needs more memory than is free' }
  try {
    return await speedOn(await load(), measured)
  } catch (error) {
    if (error instanceof EngineStopped) return { engine: name, problem: error.reason }
    const [told] = error instanceof SslError ? error.diagnostics : []
    if (told?.code !== 'SSL7005') throw error
    return { engine: name, problem: told.message }
  }
}

async function speedOn(engine: Engine, measured: Measured): Promise<Speed> {
  const all = measured.flops.reduce((sum, flops) => sum + flops, 0)
  // Two are timed, and the first prepares.
  const quick = (rate: number): boolean => (3 * all) / rate < patience
  const rate = quick(slowest) ? slowest : await flopsPerSecond(engine)
  if (quick(rate))
    return { engine: engine.name, how: 'measured', steps: await measuredSteps(engine, measured) }
  const steps = measured.flops.map((flops) => flops / rate)
  return { engine: engine.name, how: 'estimated', flopsPerSecond: rate, steps }
}

async function measuredSteps(engine: Engine, { plan, ...given }: Measured): Promise<number[]> {
  const session = await engine.create(plan.graph)
  try {
    await session.assign(plan.initial())
    const seconds: number[] = []
    for (const stage of plan.stages) {
      let inputs = inputsOf(stage, given, 0)
      // As in a training: the host makes the next batch while the engine runs this one.
      const step = () => {
        const running = session.step(stage.function, inputs)
        inputs = inputsOf(stage, given, 1)
        return running
      }
      seconds.push(await least(step, measuring / plan.stages.length))
    }
    return seconds
  } finally {
    await session.close()
  }
}

function inputsOf(stage: PlanStage, { noise, batches }: Pick<Measured, 'noise' | 'batches'>, step: number) {
  const examples = batches.at(step)
  const { stepsPerEpoch } = batches
  return stage.inputs({ step, stageStep: 0, stepsPerEpoch, examples, fields: noise.read(examples) })
}
