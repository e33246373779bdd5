import type { Source } from './data.js'

interface Labelled {
  readonly labels?: string
}

/** An idx file, plain or gzipped, with labels in another. */
export const idx = (path: string, options: Labelled = {}): Source => ({ is: 'idx', path, ...options })

/** A NumPy array. */
export const npy = (path: string, options: Labelled = {}): Source => ({ is: 'npy', path, ...options })

/** A table of numbers. */
export const csv = (path: string, options: Labelled = {}): Source => ({ is: 'csv', path, ...options })

/** Pictures; the names of sub-folders are labels. */
export const folder = (path: string, options: Labelled = {}): Source => ({ is: 'folder', path, ...options })

/** Sound: `rate` samples a second, `window` seconds an example. */
export const wav = (
  path: string,
  options: Labelled & { readonly rate?: number; readonly window?: number } = {},
): Source => ({ is: 'wav', path, ...options })

interface Words {
  readonly radius?: number
  readonly min_count?: number
  readonly subsample?: number
}

/** Events (context, word) of a text. */
export const skip_grams = (path: string, options: Words = {}): Source => words('skip_grams', path, options)

/** Words with all words around; −1 where there is none. */
export const word_windows = (path: string, options: Words = {}): Source =>
  words('word_windows', path, options)

const words = (is: 'skip_grams' | 'word_windows', path: string, options: Words): Source => ({
  is,
  path,
  radius: 5,
  min_count: 5,
  subsample: 1e-3,
  ...options,
})

/** A TypeScript function that returns `{ count, read(index) }`, optionally `label(index)`. */
export const from = <S extends object>(make: (settings: S) => unknown, settings: S): Source => ({
  is: 'function',
  make: make as (settings: Readonly<Record<string, unknown>>) => unknown,
  settings: settings as Readonly<Record<string, unknown>>,
})
