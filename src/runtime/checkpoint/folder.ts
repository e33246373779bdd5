import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../messages/catalogue.js'
import { checkpointsIn } from './checkpoint.js'

/** `runs/<program>/<pretext>` below the root: where the runs of a pretext lie. */
export function runsOf(root: string, program: string, pretext: string): string {
  return join(root, 'runs', program, pretext)
}

/** The name of a new run folder: local time down to milliseconds, then the seed; sorts by time. */
export function runName(time: Date, seed: number): string {
  const two = (value: number, width = 2): string => String(value).padStart(width, '0')
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  const clock = `${two(time.getHours())}.${two(time.getMinutes())}.${two(time.getSeconds())}`
  return `${day}T${clock}.${two(time.getMilliseconds(), 3)}-${seed}`
}

/** The newest run of a pretext that has a checkpoint. Fails with SSL7107 where there is none. */
export async function latestRun(
  root: string,
  program: string,
  pretext: string,
  seed?: number,
): Promise<string> {
  const folder = runsOf(root, program, pretext)
  const names = (await readdir(folder).catch((): string[] => [])).sort().reverse()
  for (const name of names) {
    if (seed !== undefined && !name.endsWith(`-${seed}`)) continue
    const run = join(folder, name)
    if ((await checkpointsIn(run)).length > 0) return run
  }
  return fail('SSL7107', { pretext, folder })
}
