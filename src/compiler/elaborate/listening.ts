import { setOriginProvider } from '../../graph/origin.js'
import type { Diagnostic } from '../../messages/diagnostic.js'
import { onWarning } from '../../program/report.js'
import { currentPlace } from './place.js'

/** Runs with places for nodes and errors, and hears the warnings. */
export function listening<T>(body: (told: Diagnostic[]) => T): T {
  const told: Diagnostic[] = []
  setOriginProvider(currentPlace)
  onWarning((warning) => told.push(warning))
  try {
    return body(told)
  } finally {
    setOriginProvider(() => undefined)
    onWarning(undefined)
  }
}
