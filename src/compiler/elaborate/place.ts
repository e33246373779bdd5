import { sizeOf } from '../../graph/dimension.js'
import { diagnose } from '../../messages/catalogue.js'
import { type Diagnostic, type Span, SslError } from '../../messages/diagnostic.js'
import { foundHere, usedHere } from '../../messages/related.js'
import { Undecidable } from './undecidable.js'

/** The source that is being evaluated now: nodes made now come from there. */
let current: Span | undefined

export const currentPlace = (): Span | undefined => current

/** Runs `body` at a place; errors without a place get it, others name it as a use (`names`). */
export function at<T>(span: Span | undefined, names: boolean, body: () => T): T {
  if (!span) return body()
  const before = current
  current = span
  try {
    return body()
  } catch (error) {
    throw placed(error, span, names)
  } finally {
    current = before
  }
}

/** At most so many places lead from a mistake inside a definition to the program. */
const longestWay = 4

function placed(error: unknown, span: Span, names: boolean): unknown {
  if (!(error instanceof SslError)) return error
  const diagnostics = error.diagnostics.map((diagnostic) => withPlace(diagnostic, span, names))
  return diagnostics.every((diagnostic, index) => diagnostic === error.diagnostics[index])
    ? error
    : new SslError(diagnostics)
}

function withPlace(diagnostic: Diagnostic, span: Span, names: boolean): Diagnostic {
  if (!diagnostic.span) return { ...diagnostic, span }
  const { related } = diagnostic
  const way = related.filter(({ message }) => message === usedHere)
  const known = [diagnostic.span, ...way.map((place) => place.span)]
  if (!names || way.length === longestWay || known.some((place) => overlap(place, span))) return diagnostic
  // Who made the mistake is not the library but the first that gives it something to work on.
  if (inLibrary(diagnostic.span) && !inLibrary(span))
    return { ...diagnostic, span, related: [{ message: foundHere, span: diagnostic.span }, ...related] }
  return { ...diagnostic, related: [...related, { message: usedHere, span }] }
}

const inLibrary = ({ file }: Span): boolean => file.startsWith('std.')

const overlap = (a: Span, b: Span): boolean => a.file === b.file && a.start < b.end && b.start < a.end

/** What any thrown value says to the user; nothing for what an earlier error explains. */
export function diagnosticsOf(error: unknown, span?: Span): readonly Diagnostic[] {
  if (error instanceof Poisoned) return []
  if (error instanceof SslError)
    return error.diagnostics.map((one) => (one.span || !span ? one : { ...one, span }))
  if (error instanceof Undecidable) return diagnosticsOf(unknownSize(error), span)
  const what = error instanceof Error ? error.message : String(error)
  return [diagnose('SSL3000', { what }, { span })]
}

/** The error of a size that has no number, as the graph words it. */
function unknownSize({ dimension }: Undecidable): unknown {
  try {
    return new Error(`undecidable ${sizeOf(dimension)}`)
  } catch (error) {
    return error
  }
}

/** Thrown where a value is read that could not be made: the error was told already. */
export class Poisoned extends Error {
  override name = 'Poisoned'
}

/**
 * Each mistake once, told as it was first found. One inside the library counts anew for each place
 * that leads there.
 */
export function unique(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter(({ code, message, span, related }) => {
    const way = span?.file.startsWith('std.') ? related.at(-1)?.span : undefined
    const key = JSON.stringify(
      span ? [code, span.file, span.start, span.end, way?.file, way?.start] : [code, message],
    )
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
