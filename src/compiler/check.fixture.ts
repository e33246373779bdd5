import type { Diagnostic } from '../messages/diagnostic.js'
import { type Checked, checkModule, type Sources } from './check.js'
import { librarySource } from './library.js'

/** The library and the given files. */
export const sourcesOf = (files: Readonly<Record<string, string>>): Sources => ({
  read: (path) => librarySource(path) ?? files[path],
})

/** Checks a text as the file `main.ssl`, for tests. */
export const checkText = (text: string, others: Readonly<Record<string, string>> = {}): Checked =>
  checkModule('main.ssl', sourcesOf({ ...others, 'main.ssl': text }))

/** `SSL2001 nt_xnt` for each mistake: its code and the text at its place. */
export const told = (text: string, others: Readonly<Record<string, string>> = {}): string[] =>
  checkText(text, others).diagnostics.map((diagnostic) => placeOf(diagnostic, text))

const placeOf = ({ code, span }: Diagnostic, text: string): string =>
  `${code} ${text.slice(span?.start ?? 0, span?.end ?? 0)}`
