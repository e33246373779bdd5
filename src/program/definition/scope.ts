import type { Dimension } from '../../graph/dimension.js'

/** What is around a definition while its body runs. */
export interface Scope {
  /** Who speaks in messages: the name of the definition or model, or of the pretext. */
  readonly label: string
  /** Path of parameters and state, with a point at the end; empty in a pretext. */
  readonly path: string
  /** Path of draws, with a point at the end: as `path`, but every use of a model is another. */
  readonly site: string
  /** Names of the moving copies around, outermost first, e.g. `key.`. */
  readonly copies: readonly string[]
  /** How many parts of each name were used so far. */
  readonly parts: Map<string, number>
  /** Lead axes of what the body sees, outermost first. */
  readonly leads: readonly Dimension[]
  /** Which lead axis runs over the batch. */
  readonly batch: number | undefined
  /** The lead axis that `along` named for the next call: null for none. */
  readonly along?: number | null
  /** How many lead axes of the next call are open indices, over which no loss is averaged. */
  readonly mapped?: number
  /** The definition whose body runs; absent in a pretext and between the parts of a model. */
  readonly inside?: string
}

/** The scope of a pretext or of a plain call. */
export const outermost = (label: string): Scope => ({
  label,
  path: '',
  site: '',
  copies: [],
  parts: new Map(),
  leads: [],
  batch: undefined,
})

/** `conv1`, `conv2`, …: numbered per name in order of use. */
export function nextPart(scope: Scope, name: string): string {
  const number = (scope.parts.get(name) ?? 0) + 1
  scope.parts.set(name, number)
  return `${name}${number}`
}
