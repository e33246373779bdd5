import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { fail } from '../messages/catalogue.js'
import { readText, reason } from './files.js'

/** Which program a run was made of, so that a run folder alone is enough to go on with it. */
export interface RunSource {
  /** The `.ssl` file, relative to the run folder. */
  readonly program: string
  readonly pretext: string
  /** What `--set` gave. */
  readonly set: readonly string[]
}

const fileOf = (folder: string): string => join(folder, 'source.json')

/** Notes in a run folder what it was made of. */
export function writeSource(folder: string, source: RunSource): void {
  const program = relative(folder, resolve(source.program))
  try {
    writeFileSync(fileOf(folder), `${JSON.stringify({ ...source, program }, null, 2)}\n`)
  } catch (cause) {
    fail('SSL8004', { path: fileOf(folder), reason: reason(cause) })
  }
}

/** What a run folder was made of; SSL8011 where it is no run, SSL8003 where that cannot be read. */
export function readSource(folder: string): RunSource {
  const path = fileOf(folder)
  if (!existsSync(path)) fail('SSL8011', { path: folder })
  try {
    const source = JSON.parse(readText(path)) as RunSource
    return { ...source, program: resolve(folder, source.program) }
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return fail('SSL8003', { path, reason: cause.message })
  }
}

/** The run folder that was written to last, of all below `runs/`; SSL8011 where there is none. */
export function latestRun(home = '.'): string {
  const runs = join(home, 'runs')
  const folders = below(runs).flatMap(below).flatMap(below)
  const times = folders
    .filter((folder) => existsSync(fileOf(folder)))
    .map((folder) => ({ folder, time: statSync(fileOf(folder)).mtimeMs }))
  return times.sort((a, b) => b.time - a.time)[0]?.folder ?? fail('SSL8011', { path: runs })
}

/**
 * What `--set` gave to the run that is gone on with, and what it gives now in its place. `resume` is the run's
 * folder, or true for the newest run of the program (of these pretexts, if any are named) with a checkpoint.
 */
export function setOfRun(
  resume: boolean | string,
  home: string,
  program: string,
  pretexts: readonly string[],
  set: readonly string[],
): string[] {
  const folder = typeof resume === 'string' ? resume : resume && newestOf(home, program, pretexts)
  const before = folder && existsSync(fileOf(folder)) ? readSource(folder).set : []
  const given = new Set(set.map(settingOf))
  return [...before.filter((one) => !given.has(settingOf(one))), ...set]
}

/** The path in `path=value`. */
const settingOf = (given: string): string => given.split('=', 1)[0]?.trim() ?? given

/** The run with a checkpoint that began last, of these pretexts or of all. */
export function newestOf(home: string, program: string, pretexts: readonly string[]): string | undefined {
  return below(join(home, 'runs', program))
    .filter((folder) => pretexts.length === 0 || pretexts.includes(basename(folder)))
    .flatMap(below)
    .filter((folder) => readdirSync(folder).some((file) => file.endsWith('.safetensors')))
    .sort((a, b) => basename(b).localeCompare(basename(a), 'en'))[0]
}

function below(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
}
