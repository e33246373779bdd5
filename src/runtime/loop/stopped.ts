import { join } from 'node:path'
import type { Engine } from '../../engines/engine.js'
import { placeIn } from '../../engines/lowering/places.js'
import { isMemory } from '../../engines/worker/reason.js'
import { EngineStopped } from '../../engines/worker/stopped.js'
import { fail } from '../../messages/catalogue.js'
import { checkpointName } from '../checkpoint/checkpoint.js'
import { type Plan, stageAt, type Written } from './plan.js'

/** A training whose engine may have stopped. */
export interface Stopping {
  readonly plan: Plan
  readonly engine: Engine
  readonly folder: string
  /** Steps that were done. */
  readonly done: number
  /** The step of the newest checkpoint; 0 where nothing was saved. */
  readonly saved: number
}

/**
 * Throws an error on. Where the engine stopped, it becomes SSL7008, which names the operation that failed, if
 * the engine says which, and the last checkpoint, which is as it was.
 */
export function failStopped(error: unknown, stopping: Stopping): never {
  if (!(error instanceof EngineStopped)) throw error
  const { plan, engine, folder, done, saved } = stopping
  const written = writtenAt(stopping, placeIn(error.whole))
  const place = written && 'outer' in written ? (written.outer ?? written) : written
  const span = place && { file: place.file, start: place.start, end: place.end }
  const args = {
    pretext: plan.pretext,
    engine: engine.name,
    step: done + 1,
    reason: error.reason,
    at: written?.text,
    memory: isMemory(error.reason),
    kept: saved > 0 ? join(folder, checkpointName(saved)) : undefined,
    folder,
  }
  return fail('SSL7008', args, { span })
}

/** Where the operation was written: asked of the same graph with nodes that know it. */
function writtenAt({ plan, engine, done }: Stopping, place: number | undefined): Written | undefined {
  if (place === undefined || !engine.lowered) return undefined
  const graph = plan.again?.() ?? plan.graph
  return engine.lowered(graph, stageAt(plan, done).stage.function)[place]?.origin as Written | undefined
}
