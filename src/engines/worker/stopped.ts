import { diagnose } from '../../messages/catalogue.js'
import { SslError } from '../../messages/diagnostic.js'
import type { Engine } from '../engine.js'
import { essence } from './reason.js'

/** SSL7006: an engine failed in what it was doing, or its thread is gone. */
export class EngineStopped extends SslError {
  readonly reason: string

  constructor(
    engine: Engine['name'],
    doing: string,
    /** Everything that the engine said. */
    readonly whole: string,
  ) {
    const reason = essence(whole)
    super([diagnose('SSL7006', { engine, doing, reason })])
    this.reason = reason
  }
}
