import { join } from 'node:path'
import type { Engine, Span } from '../../engines/engine.js'
import { writeAtomically } from '../checkpoint/write.js'
import type { Plan } from '../loop/plan.js'
import { traceOf } from './trace.js'
import { withLines } from './written.js'

/** Where the time of a training goes. */
export interface Profile {
  readonly observe: (span: Span) => void
  /** Writes `profile.json` into a folder; gives its path, and whether the engine told of single operators. */
  write(folder: string, plan: Plan, engine: Engine): Promise<{ path: string; operators: boolean }>
}

/** So many spans are kept, the first ones: more make a file that no viewer opens. */
const most = 300_000

/** Collects spans. */
export function newProfile(title: string): Profile {
  const spans: Span[] = []
  return {
    observe: (span) => {
      if (spans.length < most) spans.push(span)
    },
    write: async (folder, plan, engine) => {
      const path = join(folder, 'profile.json')
      await writeAtomically(path, JSON.stringify(traceOf(title, withLines(spans, plan, engine))))
      return { path, operators: spans.some(({ row }) => row === 'operators') }
    },
  }
}
