import type { Span } from '../../messages/diagnostic.js'

/**
 * A text whose line ends are still open (Wadler, "A prettier printer", 1998; with the groups that
 * keep a last argument at its parenthesis). Plain data.
 */
export type Layout = string | readonly Layout[] | Line | Indented | Group | Either | IfBroken | Marked

/** A blank or nothing, or a line end where the group around it is broken; hard ones always are. */
interface Line {
  readonly is: 'line'
  readonly flat: string
  readonly hard: boolean
}
interface Indented {
  readonly is: 'indented'
  readonly body: Layout
}
/** On one line if it fits. */
interface Group {
  readonly is: 'group'
  readonly body: Layout
  readonly broken: boolean
}
/** The first form that fits up to its first line end; else the last. */
interface Either {
  readonly is: 'either'
  readonly forms: readonly Layout[]
}
interface IfBroken {
  readonly is: 'if broken'
  readonly broken: string
}
/** Text that stands for a place of the source. */
interface Marked {
  readonly is: 'marked'
  readonly body: Layout
  readonly span: Span
  readonly name?: string
}

/** Where a piece of the printed text (offsets, the end excluded) comes from. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly span: Span
  /** The identifier, where the piece is one that the source has too. */
  readonly name?: string
}

export interface Printed {
  readonly text: string
  readonly marks: readonly Mark[]
}

export const line: Line = { is: 'line', flat: ' ', hard: false }
export const softLine: Line = { is: 'line', flat: '', hard: false }
export const hardLine: Line = { is: 'line', flat: '', hard: true }
/** Only where the group around it is broken. */
export const trailingComma: IfBroken = { is: 'if broken', broken: ',' }

export const indented = (body: Layout): Indented => ({ is: 'indented', body })
export const group = (body: Layout): Group => ({ is: 'group', body, broken: forced(body) })
export const brokenGroup = (body: Layout): Group => ({ is: 'group', body, broken: true })
export const either = (...forms: Layout[]): Either => ({ is: 'either', forms })
export const marked = (body: Layout, span: Span, name?: string): Marked => ({
  is: 'marked',
  body,
  span,
  ...(name !== undefined && { name }),
})

/** `a, b` with an open line end behind each comma. */
export const commaList = (items: readonly Layout[]): Layout =>
  items.map((item, index) => (index === 0 ? item : [',', line, item]))

/** True where the text has a line end in any case. */
export function forced(layout: Layout): boolean {
  if (typeof layout === 'string') return false
  if (isList(layout)) return layout.some(forced)
  if (layout.is === 'line') return layout.hard
  if (layout.is === 'group') return layout.broken
  return layout.is === 'indented' || layout.is === 'marked' ? forced(layout.body) : false
}

const isList = (layout: Layout): layout is readonly Layout[] => Array.isArray(layout)

type Mode = 'flat' | 'broken'
/** Work still to do, the next one last. */
type Task =
  | { readonly indent: number; readonly mode: Mode; readonly layout: Layout }
  | { readonly endOf: number }

interface Pen {
  readonly parts: string[]
  readonly marks: { start: number; end: number; span: Span; name?: string }[]
  readonly tasks: Task[]
  readonly width: number
  offset: number
  column: number
  /** Behind a hard line end, groups inside a flat one are measured anew. */
  remeasure: boolean
}

/** How many columns a line of an emitted module has, where that is possible. */
export const lineWidth = 100

/** Prints with lines of at most `width` columns where that is possible. */
export function print(layout: Layout, width = lineWidth): Printed {
  const pen: Pen = { parts: [], marks: [], tasks: [], width, offset: 0, column: 0, remeasure: false }
  pen.tasks.push({ indent: 0, mode: 'broken', layout })
  for (let task = pen.tasks.pop(); task !== undefined; task = pen.tasks.pop()) {
    if ('endOf' in task) {
      const mark = pen.marks[task.endOf]
      if (mark) mark.end = pen.offset
    } else step(pen, task.layout, task.indent, task.mode)
  }
  return { text: pen.parts.join(''), marks: pen.marks }
}

function write(pen: Pen, text: string): void {
  pen.parts.push(text)
  pen.offset += text.length
  pen.column += text.length
}

function step(pen: Pen, layout: Layout, indent: number, mode: Mode): void {
  if (typeof layout === 'string') write(pen, layout)
  else if (isList(layout)) {
    for (let index = layout.length - 1; index >= 0; index -= 1) {
      pen.tasks.push({ indent, mode, layout: layout[index] ?? '' })
    }
  } else if (layout.is === 'line') writeLine(pen, layout, indent, mode)
  else if (layout.is === 'if broken') write(pen, mode === 'broken' ? layout.broken : '')
  else if (layout.is === 'indented') pen.tasks.push({ indent: indent + 2, mode, layout: layout.body })
  else if (layout.is === 'marked') {
    const { span, name } = layout
    pen.marks.push({ start: pen.offset, end: pen.offset, span, ...(name !== undefined && { name }) })
    pen.tasks.push({ endOf: pen.marks.length - 1 }, { indent, mode, layout: layout.body })
  } else choose(pen, layout, indent, mode)
}

function writeLine(pen: Pen, { flat, hard }: Line, indent: number, mode: Mode): void {
  if (mode === 'flat' && !hard) {
    write(pen, flat)
    return
  }
  if (mode === 'flat') pen.remeasure = true
  const last = pen.parts.length - 1
  // A line end behind another one leaves an empty line without blanks.
  if (last >= 0 && /^\n +$/.test(pen.parts[last] ?? '')) {
    pen.offset -= (pen.parts[last] ?? '').length - 1
    pen.parts[last] = '\n'
  }
  write(pen, `\n${' '.repeat(indent)}`)
  pen.column = indent
}

function choose(pen: Pen, layout: Group | Either, indent: number, mode: Mode): void {
  if (mode === 'flat' && !pen.remeasure) {
    const broken = layout.is === 'group' && layout.broken
    pen.tasks.push({ indent, mode: broken ? 'broken' : 'flat', layout: bodyOf(layout) })
    return
  }
  pen.remeasure = false
  const forms = layout.is === 'group' ? [layout.body] : layout.forms
  const allowed = layout.is === 'group' && layout.broken ? [] : forms
  const fitting = allowed.find((form) => fits(pen, form))
  if (fitting !== undefined) pen.tasks.push({ indent, mode: 'flat', layout: fitting })
  else pen.tasks.push({ indent, mode: 'broken', layout: forms.at(-1) ?? '' })
}

const bodyOf = (layout: Group | Either): Layout =>
  layout.is === 'group' ? layout.body : (layout.forms[0] ?? '')

/** Whether the text up to the next line end stays within the width when `layout` is flat. */
function fits(pen: Pen, layout: Layout): boolean {
  let room = pen.width - pen.column
  let rest = pen.tasks.length
  const tasks: { mode: Mode; layout: Layout }[] = [{ mode: 'flat', layout }]
  while (room >= 0) {
    let task = tasks.pop()
    while (task === undefined) {
      rest -= 1
      const waiting = pen.tasks[rest]
      if (waiting === undefined) return true
      if (!('endOf' in waiting)) task = waiting
    }
    const { mode, layout: next } = task
    if (typeof next === 'string') room -= next.length
    else if (isList(next)) {
      for (let index = next.length - 1; index >= 0; index -= 1)
        tasks.push({ mode, layout: next[index] ?? '' })
    } else if (next.is === 'line') {
      if (mode === 'broken' || next.hard) return true
      room -= next.flat.length
    } else if (next.is === 'if broken') {
      if (mode === 'broken') room -= next.broken.length
    } else if (next.is === 'group') tasks.push({ mode: next.broken ? 'broken' : mode, layout: next.body })
    else if (next.is === 'either') tasks.push({ mode, layout: next.forms[0] ?? '' })
    else tasks.push({ mode, layout: next.body })
  }
  return false
}
