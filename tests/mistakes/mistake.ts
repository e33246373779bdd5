import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { checkModule, type Diagnostic, elaborate, librarySource } from '../../src/compiler/index.js'

/** A plausible mistake, as a small change of a sound program. */
export interface Mistake {
  /** What was done wrong, in the words of who did it. */
  readonly what: string
  /** Exact text of the program, and what stands there instead; each must be there once. */
  readonly changes: readonly (readonly [before: string, after: string])[]
  /** `SSL4005 nt_xent(…)`: what is said, and of which text of the changed program. */
  readonly told: readonly string[]
  /** Why nothing is said of it, where that is so. */
  readonly because?: string
}

/** Mistakes that are made in one program. */
export interface Family {
  /** The sound program, by its path from the root of the project. */
  readonly program: string
  readonly mistakes: readonly Mistake[]
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The text of a program, and of those that it imports, which stand beside it. */
const sourceOf = (path: string): string => readFileSync(`${root}${path}`, 'utf8')

/** The program with the mistake in it. Throws where the text to change is not there exactly once. */
export function changed({ program }: Family, { what, changes }: Mistake): string {
  return changes.reduce((text, [before, after]) => {
    const parts = text.split(before)
    if (parts.length !== 2) throw new Error(`${program}, ${what}: ${parts.length - 1} times: ${before}`)
    return parts.join(after)
  }, sourceOf(program))
}

/** All that is said of a program in place of the one at `path`. */
export function diagnosticsOf(path: string, text: string): readonly Diagnostic[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const read = (name: string): string | undefined => {
    if (name === 'main.ssl') return text
    if (name.endsWith('.ts')) return ''
    return librarySource(name) ?? (name.startsWith('std.') ? undefined : sourceOf(`${folder}${name}`))
  }
  const checked = checkModule('main.ssl', { read })
  if (checked.diagnostics.some(({ severity }) => severity === 'error')) return checked.diagnostics
  return [...checked.diagnostics, ...elaborate(checked.modules, 'main.ssl').diagnostics]
}

/** `SSL4005 nt_xent(…)`: the code and the text that it is said of; of a place in the library, where it is used. */
export function saidOf({ code, span, related }: Diagnostic, text: string): string {
  const place = span?.file === 'main.ssl' ? span : related.find((one) => one.span.file === 'main.ssl')?.span
  return place ? `${code} ${text.slice(place.start, place.end).replace(/\s+/g, ' ')}` : code
}
