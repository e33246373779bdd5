import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// How long a person waits for the command line: a cold `check`, and `train` up to its first finished step.

const cli = join(process.cwd(), 'dist', 'cli.js')
const folder = mkdtempSync(join(tmpdir(), 'sslang-bench-'))
cpSync('examples', join(folder, 'examples'), { recursive: true })

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

function check(): number {
  const began = performance.now()
  spawnSync(process.execPath, [cli, 'check', 'examples/simclr.ssl'], { cwd: folder })
  return performance.now() - began
}

/** Milliseconds from the start of the process to the first event of a finished step. */
function firstStep(): Promise<number> {
  const began = performance.now()
  const args = [cli, 'train', 'examples/simclr.ssl', '--json', '--no-evaluate']
  const child = spawn(process.execPath, args, { cwd: folder })
  return new Promise((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (!chunk.toString().includes('"is":"step"')) return
      done(performance.now() - began)
      child.kill('SIGKILL')
    })
    child.once('exit', () => done(Number.NaN))
  })
}

check()
const checks = Array.from({ length: 9 }, check)
console.log(
  `sslang check of one program, cold process: ${median(checks).toFixed(0)} ms (median of 9; at most 400)`,
)
const steps: number[] = []
for (let k = 0; k < 3; k++) steps.push(await firstStep())
console.log(
  `sslang train to the first finished step: ${(median(steps) / 1000).toFixed(2)} s (median of 3; at most 2)`,
)
rmSync(folder, { recursive: true, force: true })
