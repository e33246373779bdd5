import { refuse } from '../report.js'

/** Throws with the writer's own words where a static condition does not hold. */
export function requirement(condition: boolean, message: string): void {
  if (!condition) refuse('SSL3116', { message })
}
