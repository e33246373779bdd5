import type { Engine } from '../../engines/engine.js'
import { found } from '../../engines/probe/remembered.js'
import { targetOf } from '../../engines/probe/targets.js'
import { EngineStopped } from '../../engines/worker/stopped.js'
import { SslError } from '../../messages/diagnostic.js'
import type { StepProgram } from '../../program/step/program.js'
import type { Dataset } from '../data/dataset.js'
import { engineOf } from '../engine/choose.js'
import { checkPrecision } from '../engine/precision.js'
import { tuned } from '../engine/tuned.js'
import type { Batches } from '../loop/batches.js'
import type { Plan } from '../loop/plan.js'
import type { Candidate } from './candidates.js'
import { least } from './least.js'
import { noiseInputs } from './noise.js'
import { flopsPerSecond } from './probe.js'

/** How fast an engine is here. */
export interface Speed extends Candidate {
  /** `measured`: by steps on noise; `estimated`: from how fast its convolutions are. */
  readonly how: 'measured' | 'estimated'
  /** Of an estimate: multiplications and additions a second in convolutions. */
  readonly flopsPerSecond?: number
  /** Seconds of a step of each stage. */
  readonly steps: readonly number[]
}

/** An engine that cannot be used here, and why. */
export interface Unusable extends Candidate {
  readonly problem: string
  /** What to type to get it. */
  readonly remedy?: string
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

/** How long the steps of a program take on an engine, or why it does not work here. */
export async function speedOf(
  candidate: Candidate,
  program: StepProgram,
  measured: Measured,
  threads?: number,
): Promise<Speed | Unusable> {
  if (!measured.fits) return { ...candidate, problem: 'a step needs more memory than is free' }
  const target = targetOf(candidate.engine, candidate.device)
  const finding = target && (await found(target))
  if (finding && !finding.works) return { ...candidate, problem: finding.reason, remedy: target.add }
  const { precision = 'f32' } = program.stages[0]?.settings ?? {}
  try {
    checkPrecision(program, { name: candidate.engine })
    const engine = tuned(await engineOf(candidate), { precision, ...(threads !== undefined && { threads }) })
    return { ...candidate, ...(await speedOn(engine, measured)) }
  } catch (error) {
    if (error instanceof EngineStopped) return { ...candidate, problem: error.reason }
    const [told] = error instanceof SslError ? error.diagnostics : []
    if (told?.code !== 'SSL7005' && told?.code !== 'SSL7309') throw error
    return { ...candidate, problem: told.message }
  }
}

async function speedOn(engine: Engine, measured: Measured): Promise<Omit<Speed, keyof Candidate>> {
  const all = measured.flops.reduce((sum, flops) => sum + flops, 0)
  // Two are timed, and the first prepares.
  const quick = (rate: number): boolean => (3 * all) / rate < patience
  const rate = quick(slowest) ? slowest : await flopsPerSecond(engine)
  if (quick(rate)) return { how: 'measured', steps: await measuredSteps(engine, measured) }
  const steps = measured.flops.map((flops) => flops / rate)
  return { how: 'estimated', flopsPerSecond: rate, steps }
}

async function measuredSteps(engine: Engine, { plan, ...given }: Measured): Promise<number[]> {
  const session = await engine.create(plan.graph)
  try {
    await session.assign(plan.initial())
    const seconds: number[] = []
    for (const stage of plan.stages) {
      let inputs = noiseInputs(stage, given, 0)
      // As in a training: the host makes the next batch while the engine runs this one.
      const step = () => {
        const running = session.step(stage.function, inputs)
        inputs = noiseInputs(stage, given, 1)
        return running
      }
      seconds.push(await least(step, measuring / plan.stages.length))
    }
    return seconds
  } finally {
    await session.close()
  }
}
