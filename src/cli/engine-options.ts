import type { Command } from 'commander'
import { devices } from '../engines/engine.js'
import { engineNames } from '../runtime/engine/known.js'
import { wholeNumber } from './options.js'

/** What computes, as a command line says it. */
export interface EngineChoice {
  readonly engine?: string
  readonly device?: string
  readonly threads?: number
}

/** Adds `--engine`, `--device` and `--threads` to a command. */
export const withEngineOptions = (command: Command, byDefault?: string): Command =>
  command
    .option('--engine <engine>', `what computes: ${engineNames.join(', ')}`, byDefault)
    .option('--device <device>', `what the engine computes with: ${devices.join(', ')}`)
    .option('--threads <n>', 'threads of the engine; all cores by default', wholeNumber('--threads', 1))

/** That part of the options of a command. */
export const engineChoice = ({ engine, device, threads }: EngineChoice): EngineChoice => ({
  ...(engine !== undefined && { engine }),
  ...(device !== undefined && { device }),
  ...(threads !== undefined && { threads }),
})
