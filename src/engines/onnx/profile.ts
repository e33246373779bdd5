import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InferenceSession } from 'onnxruntime-node'
import type { Span } from '../engine.js'
import type { Tell } from '../worker/serve.js'

/** So many runs are looked at operator by operator: ONNX Runtime keeps all that it notes in memory. */
const profiled = 20

/** ONNX Runtime's own notes of the first runs of a session. */
export interface Profile {
  /** What the session is made with. */
  readonly options: InferenceSession.SessionOptions
  /** A run is over that began then; after the last one that is looked at, tells its operators. */
  ran(session: InferenceSession, began: number, tell: Tell): void
  /** Tells what was not told yet. */
  end(session: InferenceSession, tell?: Tell): void
}

/** Of the session of a function. */
export function newProfile(name: string): Profile {
  const folder = mkdtempSync(join(tmpdir(), 'sslang-profile-'))
  const begins: number[] = []
  let open = true
  const end: Profile['end'] = (session, tell) => {
    if (!open) return
    open = false
    session.endProfiling()
    for (const file of readdirSync(folder)) {
      const notes = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Note[]
      for (const span of operatorSpans(name, notes, begins)) tell?.(span)
    }
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    options: { enableProfiling: true, profileFilePrefix: join(folder, 'notes') },
    ran: (session, began, tell) => {
      begins.push(began)
      if (begins.length === profiled) end(session, tell)
    },
    end,
  }
}

/** An event as ONNX Runtime writes it: microseconds since the session was made. */
export interface Note {
  readonly cat: string
  readonly name: string
  readonly ts: number
  readonly dur: number
  readonly args?: {
    readonly op_name?: string
    readonly provider?: string
    readonly output_type_shape?: readonly Record<string, unknown>[]
  }
}

/** The operators among the notes of a function, on the clock of the process: its runs began at `begins`. */
export function operatorSpans(called: string, notes: readonly Note[], begins: readonly number[]): Span[] {
  const run = notes.find(({ name }) => name === 'model_run')
  if (!run) return []
  const start = (begins[0] ?? 0) - run.ts / 1000
  return notes
    .filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'))
    .map(({ name, ts, dur, args }) => ({
      name: args?.op_name ?? name,
      row: 'operators',
      from: start + ts / 1000,
      to: start + (ts + dur) / 1000,
      details: {
        function: called,
        node: name.replace(/_kernel_time$/, ''),
        ...(args?.provider !== undefined && { provider: args.provider }),
        result: JSON.stringify(args?.output_type_shape ?? []),
      },
    }))
}
