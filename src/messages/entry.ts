import type { Severity } from './diagnostic.js'

/** One message of the catalogue: what it is about and how its typed arguments become a sentence. */
export interface Entry<A> {
  readonly severity: Severity
  /** A few words for the index of the documentation. */
  readonly title: string
  readonly text: (args: A) => string
}

export const error = <A = Record<never, never>>(title: string, text: (args: A) => string): Entry<A> => ({
  severity: 'error',
  title,
  text,
})

export const warning = <A = Record<never, never>>(title: string, text: (args: A) => string): Entry<A> => ({
  severity: 'warning',
  title,
  text,
})

/** `a`, `b` or `c` for a sentence. */
export const choices = (words: readonly string[], last = 'or'): string =>
  words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
