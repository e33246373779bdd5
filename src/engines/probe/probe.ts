import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Target } from './targets.js'

/** What came of one small step. */
export type Finding =
  | {
      readonly works: true
      readonly versions: Readonly<Record<string, string>>
      /** Whether the same seed gives the same bits. */
      readonly deterministic: boolean
    }
  | { readonly works: false; readonly reason: string }

/** Longer than any engine needs to start. */
const patience = 30_000

/** Runs a small step in a process of its own, as if started in `folder`. */
export function probe({ engine, device, env }: Target, folder = process.cwd()): Promise<Finding> {
  // In the package the child is a file beside this bundle.
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./probe.js', import.meta.url)), engine, device],
    {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
      killSignal: 'SIGKILL',
    },
  )
  let output = ''
  let problem = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    problem += chunk
  })
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve({ works: false, reason: message }))
    child.on('close', (code, signal) => resolve(said(output) ?? died(problem, code, signal)))
  })
}

/** Engines may write lines of their own before it. */
function said(output: string): Finding | undefined {
  try {
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Finding
  } catch {
    return undefined
  }
}

function died(problem: string, code: number | null, signal: NodeJS.Signals | null): Finding {
  const last = problem.trim().split('\n').at(-1)
  const how =
    signal === 'SIGKILL'
      ? 'it was killed, or did not answer in time'
      : signal
        ? `its process died of ${signal}`
        : `its process ended with code ${code}`
  return { works: false, reason: last ? `${how}: ${last}` : how }
}
