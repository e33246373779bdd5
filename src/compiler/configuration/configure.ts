import { parse, parseExpression } from '../../grammar/parser.js'
import { diagnose } from '../../messages/catalogue.js'
import type { Diagnostic, Span } from '../../messages/diagnostic.js'
import { nearestPath } from '../../messages/nearest.js'
import { type Texts, visibleDefinitions } from './definitions.js'
import type { Edit, Slot } from './slot.js'
import { slotsOf } from './slots.js'

/** One value of the operative configuration. */
export interface ConfigurationValue {
  readonly path: string
  /** In the language's syntax. */
  readonly value: string
  readonly origin:
    | { readonly is: 'default' }
    | { readonly is: 'source'; readonly span: Span }
    | { readonly is: 'command line'; readonly text: string }
}

/** A program with values given on the command line. */
export interface Configured {
  /** The texts with the values in their places; also the given texts themselves, for code frames. */
  readonly texts: Texts
  /** What is wrong with the given values themselves. */
  readonly diagnostics: readonly Diagnostic[]
  /** Leads the places of a diagnostic back to the written file, or to the text on the command line. */
  readonly relocate: (diagnostic: Diagnostic) => Diagnostic
  /** The whole operative configuration. */
  readonly values: readonly ConfigurationValue[]
}

/** An edit that was made: its value stands between `from` and `to` of the new text. */
interface Change {
  readonly edit: Edit
  readonly label: string
  readonly from: number
  readonly to: number
  readonly length: number
}

/**
 * Puts values into a program as if they had been written there, so that they are checked like the
 * source. A setting is `path=value`, e.g. `train.epochs=5`; line numbers of the file stay.
 */
export function configure(texts: Texts, entry: string, settings: readonly string[] = []): Configured {
  let text = texts.read(entry) ?? ''
  const given = new Map<string, string>()
  const diagnostics: Diagnostic[] = []
  const changes: Change[] = []
  for (const setting of settings) {
    const [path, value] = split(setting)
    const label = `--set ${path}`
    if (given.has(label)) {
      diagnostics.push(diagnose('SSL5903', { path, first: given.get(label) ?? '', second: value }))
      continue
    }
    given.set(label, value)
    const slot = findSlot(slotsIn(texts, entry, text), path, label, value)
    if ('message' in slot) diagnostics.push(slot)
    const wrong = parseExpression(value, label).diagnostics
    diagnostics.push(...('message' in slot ? [] : wrong))
    if ('message' in slot || wrong.length > 0) continue
    const change = changeOf(slot.edit, label, value, text)
    text = changed(text, change, value)
    changes.push(change)
  }
  const source = text
  const read = (path: string): string | undefined =>
    path === entry ? source : (given.get(path) ?? texts.read(path))
  const relocate = (span: Span): Span => (span.file === entry ? changes.reduceRight(before, span) : span)
  return {
    texts: { read },
    diagnostics,
    relocate: (diagnostic) => relocated(diagnostic, relocate),
    values: valuesOf(slotsIn(texts, entry, source), entry, relocate),
  }
}

function slotsIn(texts: Texts, entry: string, text: string): readonly Slot[] {
  const { file } = parse(text, entry)
  return slotsOf({ file, text, definitions: visibleDefinitions(file, entry, text, texts) })
}

function split(setting: string): readonly [string, string] {
  const at = setting.indexOf('=')
  return at < 0 ? [setting.trim(), ''] : [setting.slice(0, at).trim(), setting.slice(at + 1)]
}

function findSlot(slots: readonly Slot[], path: string, label: string, value: string): Slot | Diagnostic {
  const span: Span = { file: label, start: 0, end: value.length }
  const slot = slots.find((one) => one.path === path)
  if (!slot) {
    const near = nearestPath(
      path,
      slots.map((one) => one.path),
    )
    return diagnose('SSL5901', { path, nearest: near }, { span })
  }
  return value.trim() === '' ? diagnose('SSL5902', { path }, { span }) : slot
}

function changeOf(edit: Edit, label: string, value: string, text: string): Change {
  const lines = text.slice(edit.start, edit.end).split('\n').length - 1
  const missing = Math.max(0, lines - (value.split('\n').length - 1))
  const filled = { ...edit, behind: edit.behind + '\n'.repeat(missing) }
  const from = edit.start + edit.before.length
  const to = from + value.length
  return { edit: filled, label, from, to, length: to + filled.behind.length - edit.start }
}

const changed = (text: string, { edit }: Change, value: string): string =>
  text.slice(0, edit.start) + edit.before + value + edit.behind + text.slice(edit.end)

/** Where a place of the changed text was before the change. */
function before(span: Span, { edit, label, from, to, length }: Change): Span {
  if (span.file.startsWith('--set ')) return span
  if (span.start >= from && span.end <= to)
    return { file: label, start: span.start - from, end: span.end - from }
  const back = (offset: number): number => {
    if (offset <= edit.start) return offset
    return offset >= edit.start + length ? offset - length + (edit.end - edit.start) : edit.end
  }
  return { ...span, start: back(span.start), end: Math.max(back(span.start), back(span.end)) }
}

const relocated = (diagnostic: Diagnostic, relocate: (span: Span) => Span): Diagnostic => ({
  ...diagnostic,
  ...(diagnostic.span && { span: relocate(diagnostic.span) }),
  related: diagnostic.related.map((place) => ({ ...place, span: relocate(place.span) })),
  fixes: diagnostic.fixes.filter(({ edits }) =>
    edits.every(({ span }) => !relocate(span).file.startsWith('--set ')),
  ),
})

function valuesOf(
  slots: readonly Slot[],
  entry: string,
  relocate: (span: Span) => Span,
): readonly ConfigurationValue[] {
  return slots.flatMap(({ path, value, written }): readonly ConfigurationValue[] => {
    if (value === undefined) return []
    if (!written) return [{ path, value, origin: { is: 'default' } }]
    const span = relocate({ file: entry, start: written.start, end: written.end })
    const given = span.file.startsWith('--set ')
    return [{ path, value, origin: given ? { is: 'command line', text: span.file } : { is: 'source', span } }]
  })
}
