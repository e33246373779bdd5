import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '../../messages/catalogue.js'
import { writeAtomically } from '../checkpoint/write.js'

/** One line of `metrics.jsonl`. */
export interface MetricsLine {
  readonly step: number
  readonly epoch: number
  readonly [name: string]: number | string
}

const fileOf = (folder: string): string => join(folder, 'metrics.jsonl')

/** Adds lines to a run's metrics. */
export async function appendMetrics(folder: string, line: MetricsLine): Promise<void> {
  const path = fileOf(folder)
  await appendFile(path, `${JSON.stringify(line)}\n`).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOSPC') fail('SSL7101', { path, bytes: 0 })
    fail('SSL7102', { path, reason: error.message })
  })
}

/** The lines of a run's metrics; a last line that was cut short is left out. */
export async function readMetrics(folder: string): Promise<MetricsLine[]> {
  const text = await readFile(fileOf(folder), 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as MetricsLine]
    } catch {
      return []
    }
  })
}

/** Forgets the lines after a step, which a run that goes on from there will write again. */
export async function truncateMetrics(folder: string, step: number): Promise<void> {
  const kept = (await readMetrics(folder)).filter((line) => line.step <= step)
  await writeAtomically(fileOf(folder), kept.map((line) => `${JSON.stringify(line)}\n`).join(''))
}
