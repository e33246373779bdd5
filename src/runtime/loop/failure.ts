import { join } from 'node:path'
import type { Engine, Session, Values } from '../../engines/engine.js'
import { callOf } from '../../graph/call.js'
import type { Node } from '../../graph/node.js'
import { fail } from '../../messages/catalogue.js'
import { type Checkpoint, checkpointName, readCheckpoint, valuesOf } from '../checkpoint/checkpoint.js'
import { type Found, firstNonFinite } from './nonfinite.js'
import { type Plan, stageAt, type Written } from './plan.js'

/** A step whose metrics are not finite, and all that is needed to do it again. */
export interface FailingStep {
  readonly plan: Plan
  readonly engine: Engine
  readonly session: Session
  readonly folder: string
  /** Steps done before the failing one. */
  readonly step: number
  readonly metrics: Readonly<Record<string, number>>
  /** The step of the newest checkpoint; 0 where nothing was saved. */
  readonly saved: number
  readonly resumed: Checkpoint | undefined
  readonly inputsAt: (step: number) => Values
}

/**
 * Runs again from the last checkpoint up to the failing step, looks there at every op, and stops with
 * SSL7201, which names the step and, by its span, the place in the program. Checkpoints stay as they are.
 */
export async function failNonFinite(failing: FailingStep): Promise<never> {
  const { plan, step, metrics, saved, folder } = failing
  const names = Object.keys(metrics).filter((name) => !Number.isFinite(metrics[name]))
  const { found, at } = await cause(failing)
  const kept = saved > 0 ? join(folder, checkpointName(saved)) : undefined
  const written = found && writtenAt(plan, stageAt(plan, at).stage.function, found)
  const what = found && [describe(found.node), ...(written ? [`at ${written.text}`] : [])].join(' ')
  const args = { pretext: plan.pretext, step: at + 1, seen: step + 1, names, what, kept }
  const place = written?.outer ?? written ?? found?.node.origin
  const span = place && { file: place.file, start: place.start, end: place.end }
  return fail('SSL7201', args, { span })
}

/** Where the op was written, where its node does not say so itself. */
function writtenAt(plan: Plan, name: string, { node, place }: Found): Written | undefined {
  return node.origin ? undefined : plan.originOf?.(name, place)
}

/** The node to blame; where a variable was bad already, the step before made it so. */
async function cause(failing: FailingStep): Promise<{ found: Found | undefined; at: number }> {
  let at = failing.step
  for (;;) {
    const found = await blame(failing, at)
    if (found?.node.op !== 'variable' || at <= failing.saved) return { found, at }
    at--
  }
}

async function blame(failing: FailingStep, at: number): Promise<Found | undefined> {
  const { plan, engine, session } = failing
  await session.assign(await startOf(failing))
  for (let step = failing.saved; step < at; step++) {
    await session.step(stageAt(plan, step).stage.function, failing.inputsAt(step))
  }
  const name = stageAt(plan, at).stage.function
  return firstNonFinite(engine, plan.graph, name, await session.read(), failing.inputsAt(at))
}

async function startOf({ plan, folder, saved, resumed }: FailingStep): Promise<Values> {
  if (saved === 0) return plan.initial()
  return valuesOf(
    resumed?.step === saved ? resumed : await readCheckpoint(join(folder, checkpointName(saved))),
  )
}

function describe(node: Node): string {
  if (node.op === 'variable') return `the parameter ${String(node.attributes.path)}`
  if (node.op === 'input') return `the input ${String(node.attributes.name)}`
  return node.op === 'call' ? callOf(node).definition : node.op
}
