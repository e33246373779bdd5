import { spawn } from 'node:child_process'
import { programBeside } from '../beside.js'
import { isMemory } from '../worker/reason.js'
import type { Target } from './targets.js'

/** What came of one small step. */
export type Finding =
  | {
      readonly works: true
      readonly versions: Readonly<Record<string, string>>
      /** Whether the same seed gives the same bits. */
      readonly deterministic: boolean
    }
  | {
      readonly works: false
      readonly reason: string
      /** It may be otherwise next time: memory was lacking, or time. */
      readonly passing?: boolean
    }

/** Longer than any engine needs to start. */
const patience = 30_000

/** Runs a small step in a process of its own, as if started in `folder`. */
export function probe({ engine, device, env }: Target, folder = process.cwd()): Promise<Finding> {
  const child = spawn(process.execPath, [programBeside('probe'), engine, device], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    killSignal: 'SIGKILL',
  })
  let output = ''
  let problem = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    problem += chunk
  })
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve({ works: false, reason: message, passing: true }))
    child.on('close', (code, signal) => resolve(said(output) ?? died(problem, code, signal)))
  })
}

/** Engines may write lines of their own before it. */
function said(output: string): Finding | undefined {
  try {
    const finding = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Finding
    return finding.works || !isMemory(finding.reason) ? finding : { ...finding, passing: true }
  } catch {
    return undefined
  }
}

/** A signal of its own making comes of the engine; anything else may come of the moment. */
function died(problem: string, code: number | null, signal: NodeJS.Signals | null): Finding {
  const last = problem.trim().split('\n').at(-1)
  const killed = signal === 'SIGKILL'
  const how = killed
    ? 'it was killed, or did not answer in time'
    : signal
      ? `its process died of ${signal}`
      : `its process ended with code ${code}`
  return { works: false, reason: last ? `${how}: ${last}` : how, passing: killed || !signal }
}
