import { readFileSync } from 'node:fs'
import type { Diagnostic } from '../messages/diagnostic.js'
import { type Checked, checkModule, type Sources } from './check.js'

const library = new URL('../stdlib/', import.meta.url)
const texts = new Map<string, string>()

/** The text of a module of the library. */
function libraryText(name: string): string | undefined {
  const known = texts.get(name)
  if (known !== undefined) return known
  try {
    const text = readFileSync(new URL(`${name}.ssl`, library), 'utf8')
    texts.set(name, text)
    return text
  } catch {
    return undefined
  }
}

/** The library and the given files. */
export const sourcesOf = (files: Readonly<Record<string, string>>): Sources => ({
  read: (path) => (path.startsWith('std.') ? libraryText(path.slice(4)) : files[path]),
})

/** Checks a text as the file `main.ssl`, for tests. */
export const checkText = (text: string, others: Readonly<Record<string, string>> = {}): Checked =>
  checkModule('main.ssl', sourcesOf({ ...others, 'main.ssl': text }))

/** `SSL2001 nt_xnt` for each mistake: its code and the text at its place. */
export const told = (text: string, others: Readonly<Record<string, string>> = {}): string[] =>
  checkText(text, others).diagnostics.map((diagnostic) => placeOf(diagnostic, text))

const placeOf = ({ code, span }: Diagnostic, text: string): string =>
  `${code} ${text.slice(span?.start ?? 0, span?.end ?? 0)}`
