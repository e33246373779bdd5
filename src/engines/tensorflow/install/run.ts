import { spawn } from 'node:child_process'

interface Ran {
  /** Undefined where the command could not be started. */
  readonly code: number | null | undefined
  /** All that it wrote. */
  readonly text: string
}

/** Runs a command that tells nothing while all goes well. */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env = process.env }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    // npm is a script on Windows, which only a shell finds.
    const shell = process.platform === 'win32' && command === 'npm'
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
    }
    child.on('error', (cause) => resolve({ code: undefined, text: cause.message }))
    child.on('close', (code) => resolve({ code, text }))
  })
}

/** The line of an output that says what went wrong. */
export function mainLine(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  return lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? 'it says nothing'
}
