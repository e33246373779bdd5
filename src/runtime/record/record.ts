import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineFacts } from '../../engines/engine.js'
import { fail } from '../../messages/catalogue.js'
import type { Init } from '../checkpoint/init.js'
import { writeAtomically } from '../checkpoint/write.js'
import type { EvaluationResult } from '../evaluate/evaluation.js'

/** A value of the operative configuration, and who gave it: `default`, a file and line, the command line. */
export interface ConfigurationEntry {
  readonly path: string
  readonly value: unknown
  readonly origin: string
}

/** `record.json`: what a run was, so that it can be read and repeated without the program. */
export interface RunRecord {
  readonly program: string
  readonly pretext: string
  readonly hash: string
  readonly seed: number
  readonly engine: string
  /** The processor, in words. */
  readonly machine: string
  /** What the engine says of itself once it runs. */
  readonly device?: EngineFacts['device']
  readonly threads?: EngineFacts['threads']
  readonly precision?: EngineFacts['precision']
  readonly deterministic?: EngineFacts['deterministic']
  readonly versions: Readonly<Record<string, string>>
  readonly started: string
  readonly configuration: readonly ConfigurationEntry[]
  /** The file that parameters started from. */
  readonly init?: Init
  readonly data: Readonly<Record<string, { readonly count: number }>>
  readonly finished?: string
  /** Seconds of training, over all parts of a run that was resumed. */
  readonly seconds?: number
  readonly steps?: number
  /** What the steps took on top of the engine's own time, as a share of it. */
  readonly overhead?: number
  readonly metrics?: Readonly<Record<string, number>>
  readonly alarms?: readonly string[]
  readonly evaluation?: readonly EvaluationResult[]
}

const fileOf = (folder: string): string => join(folder, 'record.json')

/** Writes a run's record, atomically. */
export const writeRecord = (folder: string, record: RunRecord): Promise<void> =>
  writeAtomically(fileOf(folder), `${JSON.stringify(record, undefined, 2)}\n`)

/** Reads a run's record. Fails with SSL7108 where the folder is no run. */
export async function readRecord(folder: string): Promise<RunRecord> {
  const text = await readFile(fileOf(folder), 'utf8').catch((error: Error) =>
    fail('SSL7108', { folder, reason: error.message }),
  )
  try {
    return JSON.parse(text) as RunRecord
  } catch (error) {
    return fail('SSL7108', { folder, reason: String((error as Error).message) })
  }
}
