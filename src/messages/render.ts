import picocolors from 'picocolors'
import type { Diagnostic, Span } from './diagnostic.js'
import { lineOf, type Place, placeOf } from './place.js'

/** The text of each file that a span may name. */
export type Sources = ReadonlyMap<string, string>

type Colors = ReturnType<typeof picocolors.createColors>

/** Most columns of a source line in a frame. */
const FRAME = 110

/** True if a stream shows colours: a terminal, unless `NO_COLOR` is set; always under `FORCE_COLOR`. */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env.NO_COLOR) return false
  return env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stream.isTTY === true && env.TERM !== 'dumb'
}

/** All diagnostics as text for a terminal, each with its lines of source; colours are off unless asked for. */
export function render(
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  { color = false }: { readonly color?: boolean } = {},
): string {
  const colors = picocolors.createColors(color)
  return diagnostics.map((diagnostic) => one(diagnostic, sources, colors)).join('\n\n')
}

/** `2 errors, 1 warning`; empty without diagnostics. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  return (['error', 'warning'] as const)
    .map((severity) => ({ severity, count: diagnostics.filter((d) => d.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ')
}

function one(diagnostic: Diagnostic, sources: Sources, colors: Colors): string {
  const { code, severity, message, span, related, fixes } = diagnostic
  const tint = severity === 'error' ? colors.red : colors.yellow
  const lines = [`${colors.bold(tint(`${severity}[${code}]`))}${colors.bold(`: ${message}`)}`]
  if (span !== undefined) lines.push(...frame(span, sources, tint, colors))
  for (const other of related) {
    lines.push(`${colors.cyan('note')}: ${other.message}`, ...frame(other.span, sources, colors.cyan, colors))
  }
  for (const fix of fixes) lines.push(`${colors.green('fix')}: ${fix.title}`)
  return lines.join('\n')
}

function frame(span: Span, sources: Sources, tint: (text: string) => string, colors: Colors): string[] {
  const text = sources.get(span.file)
  if (text === undefined) return [`  ${colors.dim('-->')} ${span.file}`]
  const start = placeOf(text, span.start)
  const end = placeOf(text, span.end)
  const number = String(start.line)
  const bar = colors.dim('|')
  const gutter = ' '.repeat(number.length + 1)
  const { line, mark } = cut(lineOf(text, start.line), start, end)
  return [
    `${gutter}${colors.dim('-->')} ${span.file}:${start.line}:${start.column}`,
    `${gutter}${bar}`,
    `${colors.dim(number)} ${bar} ${line}`,
    `${gutter}${bar} ${' '.repeat(mark.from)}${tint('^'.repeat(mark.width))}`,
  ]
}

/** The part of a line that is shown, and the underline in it; a span of several lines ends with the first. */
function cut(
  whole: string,
  start: Place,
  end: Place,
): { line: string; mark: { from: number; width: number } } {
  const from = start.column - 1
  const to = end.line === start.line ? end.column - 1 : whole.length
  const skip = from < FRAME - 20 ? 0 : from - 40
  const shown = visible(whole).slice(skip, skip + FRAME)
  const lead = skip > 0 ? '…' : ''
  const tail = skip + FRAME < whole.length ? '…' : ''
  const width = Math.max(1, Math.min(to, skip + FRAME) - from)
  return { line: `${lead}${shown}${tail}`, mark: { from: from - skip + lead.length, width } }
}

/** Tabs and control characters as one column each, so that the underline stands right. */
const visible = (line: string): string =>
  Array.from({ length: line.length }, (_, i) => {
    const code = line.charCodeAt(i)
    return code === 9 ? ' ' : code < 32 || code === 127 ? '�' : line[i]
  }).join('')

// ---- For programs ----------------------------------------------------------------------------

interface JsonPlace {
  readonly file: string
  /** Lines and columns from 1, the end excluded; absent if the file's text is not known. */
  readonly range?: { readonly start: Place; readonly end: Place }
}

/** A diagnostic as `--json` gives it. */
export interface JsonDiagnostic extends Partial<JsonPlace> {
  readonly code: string
  readonly severity: Diagnostic['severity']
  readonly message: string
  readonly related: readonly (JsonPlace & { readonly message: string })[]
  readonly fixes: readonly {
    readonly title: string
    readonly edits: readonly (JsonPlace & { readonly text: string })[]
  }[]
}

/** Diagnostics as plain data for `--json`. */
export function toJson(diagnostics: readonly Diagnostic[], sources: Sources): JsonDiagnostic[] {
  const place = (span: Span): JsonPlace => jsonPlace(span, sources)
  return diagnostics.map(({ code, severity, message, span, related, fixes }) => ({
    code,
    severity,
    message,
    ...(span === undefined ? {} : place(span)),
    related: related.map((other) => ({ message: other.message, ...place(other.span) })),
    fixes: fixes.map(({ title, edits }) => ({
      title,
      edits: edits.map((edit) => ({ ...place(edit.span), text: edit.text })),
    })),
  }))
}

function jsonPlace({ file, start, end }: Span, sources: Sources): JsonPlace {
  const text = sources.get(file)
  return text === undefined
    ? { file }
    : { file, range: { start: placeOf(text, start), end: placeOf(text, end) } }
}
