/** Under which key the draws of a plain call are made; a batch counts examples up. */
export interface DrawKey {
  readonly seed: number
  readonly step?: number
  readonly example?: number
}

/** Tells a key from arguments. */
export function isDrawKey(value: unknown): value is DrawKey {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'seed' in value
}
