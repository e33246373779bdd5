import type { Gap, GapComment } from './gaps.js'
import {
  type Assign,
  type Block,
  type Branches,
  type Chain,
  firstLeaf,
  flatBefore,
  type Header,
  headWidth,
  type Layout,
  type Leaf,
  type List,
  lastList,
  type Part,
  type Pipe,
  rowHead,
  spaced,
} from './layout.js'

/** Most columns of a line. */
export const WIDTH = 100
const INDENT = 2

/** Blank lines before a line: none, as in the source, or one. */
export type Blank = 'none' | 'keep' | 'one'

interface Pending {
  readonly indent: number
  readonly blank: Blank
  /** Where comments before the next token stand. */
  readonly comments: number
}

/**
 * Writes layouts, each on one line if it fits. A new line is written only with what follows it, so
 * that a comment at the end of a line still finds that line open.
 */
export class Printer {
  private readonly pieces: string[] = []
  private column = 0
  /** True if a blank stands before what is written next on the line. */
  private blank = false
  /** The indent of the current line: what breaks is indented from here. */
  private indent = 0
  /** Where a line goes on after a comment in its middle. */
  private hang = INDENT
  private pending: Pending | undefined

  constructor(private readonly gaps: readonly Gap[]) {}

  /** All that was written, with what stands before the end of the file. */
  finish(): string {
    this.line(0, 'keep')
    this.comments(this.gaps.at(-1)!)
    return this.pieces.length === 0 ? '' : `${this.pieces.join('')}\n`
  }

  /** Begins a line. */
  line(indent: number, blank: Blank, comments = indent, hang = indent + INDENT): void {
    this.pending = { indent, blank, comments }
    this.blank = false
    this.column = indent
    this.indent = indent
    this.hang = hang
  }

  /** Writes a piece; `after` columns must stay free behind it. */
  print(layout: Layout, after = 0): void {
    if (this.fits(layout, after)) this.flat(layout)
    else this.broken(layout, after)
  }

  private fits(layout: Layout, after: number): boolean {
    return this.column + layout.flat + after <= WIDTH
  }

  // ---- On one line ---------------------------------------------------------------------------

  private flat(layout: Layout): void {
    switch (layout.is) {
      case 'leaf':
        return this.leaf(layout)
      case 'row':
        return this.flatRow(layout.parts)
      case 'list':
        return this.flatList(layout)
      case 'chain':
        return this.flatChain(layout.first, layout.rest, layout.spaced)
      case 'pipe':
        return this.flatChain(layout.first, layout.rest, true)
      case 'branches':
        return this.flatRow(layout.arms.flat().map((piece) => ({ layout: piece, space: true })))
      case 'assign':
        return this.flatRow([layout.head, layout.value].map((piece) => ({ layout: piece, space: true })))
      case 'header':
        return this.flatHeader(layout)
      case 'block':
        return this.block(layout)
    }
  }

  private flatHeader({ name, configuration, rest }: Header): void {
    this.flat(name)
    if (configuration !== undefined) this.flat(configuration)
    this.flat(rest)
  }

  private flatRow(parts: readonly Part[]): void {
    parts.forEach(({ layout, space }, i) => {
      if (i > 0 && space) this.space()
      this.flat(layout)
    })
  }

  private flatList({ open, items, commas, close }: List): void {
    this.leaf(open)
    items.forEach((item, i) => {
      this.flat(item)
      if (i === items.length - 1) return
      this.leaf(commas[i]!)
      this.space()
    })
    this.leaf(close)
  }

  private flatChain(first: Layout, rest: Chain['rest'], space: boolean): void {
    this.flat(first)
    for (const { operator, operand } of rest) {
      if (space) this.space()
      this.leaf(operator)
      this.space()
      this.flat(operand)
    }
  }

  // ---- On several lines ----------------------------------------------------------------------

  private broken(layout: Layout, after: number): void {
    switch (layout.is) {
      case 'leaf':
        return this.leaf(layout)
      case 'row':
        return this.row(layout.parts, after)
      case 'list':
        return this.list(layout)
      case 'chain':
        return this.chain(layout, after)
      case 'pipe':
        return this.pipe(layout, after)
      case 'branches':
        return this.branches(layout, after)
      case 'assign':
        return this.assign(layout, after)
      case 'header':
        return this.header(layout)
      case 'block':
        return this.block(layout)
    }
  }

  private header({ name, configuration, rest }: Header): void {
    const { indent } = this
    this.print(name)
    if (configuration === undefined) return this.print(rest)
    const data = indent + 2 * INDENT
    if (this.fits(configuration, 0) && data + rest.flat <= WIDTH) {
      this.flat(configuration)
      this.line(data, 'none', data, data)
    } else this.list(configuration)
    this.print(rest)
  }

  private row(parts: readonly Part[], after: number): void {
    parts.forEach(({ layout, space }, i) => {
      if (i > 0 && space) this.space()
      const rest = rowHead(parts.slice(i + 1))
      this.print(layout, rest.width + (rest.open ? 0 : after))
    })
  }

  list(layout: List): void {
    const { open, items, commas, close, hugs, commaAtEnd } = layout
    const { indent } = this
    this.leaf(open)
    if (hugs) {
      const [item] = items
      if (item!.is === 'list') this.list(item as List)
      else this.broken(item!, 1)
      return this.leaf(close)
    }
    items.forEach((item, i) => {
      this.line(indent + INDENT, i === 0 ? 'none' : 'keep')
      this.print(item, commaAtEnd || i < items.length - 1 ? 1 : 0)
      const comma = commas[i]
      if (comma !== undefined) this.leaf(comma)
      else if (commaAtEnd) this.write(',')
    })
    this.line(indent, 'none', indent + INDENT)
    this.leaf(close)
  }

  private chain({ first, rest, spaced: space }: Chain, after: number): void {
    const indent = this.indent + INDENT
    const sign = (operator: Leaf | undefined) =>
      operator === undefined ? after : operator.flat + (space ? 1 : 0)
    this.print(first, sign(rest[0]?.operator))
    rest.forEach(({ operator, operand }, i) => {
      if (space) this.space()
      this.hang = indent
      this.leaf(operator)
      this.line(indent, 'none', indent, indent)
      this.print(operand, sign(rest[i + 1]?.operator))
    })
  }

  /** Breaks of the source are kept; a line that is still too long breaks its last list, or all. */
  private pipe({ first, rest }: Pipe, after: number): void {
    const indent = this.indent + INDENT
    let run: Layout[] = [first]
    for (const { operator, operand, kept } of rest) {
      const segment = spaced(operator, operand)
      if (kept) {
        this.run(run, indent, 0)
        this.line(indent, 'none', indent, indent)
        run = []
      }
      run.push(segment)
    }
    this.run(run, indent, after)
  }

  private run(segments: readonly Layout[], indent: number, after: number): void {
    const all = spaced(...segments)
    if (this.fits(all, after)) return this.flat(all)
    const last = lastList(segments.at(-1)!)
    if (last !== undefined && this.column + flatBefore(all, last) + headWidth(last).width <= WIDTH)
      return this.print(all, after)
    segments.forEach((segment, i) => {
      if (i > 0) this.line(indent, 'none', indent, indent)
      this.print(segment, i === segments.length - 1 ? after : 0)
    })
  }

  private branches({ arms }: Branches, after: number): void {
    const indent = this.indent + INDENT
    arms.forEach((arm, i) => {
      if (i > 0) this.line(indent, 'none', indent, indent)
      const free = i === arms.length - 1 ? after : 0
      const [condition, value] = arm
      if (value === undefined || this.fits(spaced(...arm), free)) return this.print(spaced(...arm), free)
      this.print(condition!)
      this.line(indent, 'none', indent, indent)
      this.print(value, free)
    })
  }

  private assign({ head, value, listStays }: Assign, after: number): void {
    const { indent } = this
    const isOneLine = this.fits(head, 0)
    this.print(head)
    const isList = listStays && value.is === 'list' && value.open.text === '['
    const stays =
      isOneLine && !firstLeaf(value).commented && (isList || this.column + 1 + value.flat + after <= WIDTH)
    if (stays) this.space()
    else this.line(indent + INDENT, 'none')
    this.print(value, after)
  }

  /** A header, its lines one step in, and the closing brace if it has one. */
  private block({ head, lines, close }: Block): void {
    const { indent } = this
    this.print(head)
    lines.forEach((line, i) => {
      this.line(indent + INDENT, i === 0 ? 'none' : 'keep')
      this.print(line)
    })
    if (close === undefined) return
    this.line(indent, 'none', indent + INDENT)
    this.leaf(close)
  }

  // ---- Tokens and comments -------------------------------------------------------------------

  private leaf({ text, gap }: Leaf): void {
    if (gap !== undefined) this.comments(this.gaps[gap]!)
    this.write(text)
  }

  /** Writes the comments of a gap, and settles the blank line before what follows. */
  private comments(gap: Gap): void {
    const { comments } = gap
    if (comments.length === 0) {
      if (this.pending?.blank === 'keep')
        this.pending = { ...this.pending, blank: gap.blank ? 'one' : 'none' }
      return
    }
    const blank = this.pending?.blank ?? 'none'
    const missing = blank === 'one' && !gap.blank && !comments.some((comment) => comment.blank)
    comments.forEach((comment, i) => this.comment(comment, comments[i - 1], missing, blank))
    const last = comments.at(-1)!
    const follows = gap.blank || (missing && last.trailing)
    this.pending = {
      ...this.pending!,
      blank: follows && !(blank === 'none' && last.trailing) ? 'one' : 'none',
    }
  }

  private comment(comment: GapComment, before: GapComment | undefined, missing: boolean, blank: Blank): void {
    if (comment.trailing) {
      this.pieces.push(' ', comment.text)
      if (this.pending === undefined) this.line(this.hang, 'none', this.hang, this.hang)
      return
    }
    if (this.pending === undefined) this.line(this.hang, 'none', this.hang, this.hang)
    const isFirst = before === undefined || before.trailing
    const wanted = isFirst ? (comment.blank && blank !== 'none') || missing : comment.blank
    const { indent, comments } = this.pending!
    this.pending = { indent: comments, blank: wanted ? 'one' : 'none', comments }
    this.write(comment.text)
    this.line(indent, 'none', comments, this.hang)
  }

  /** Leaves a blank on the line, if more follows on it. */
  private space(): void {
    this.blank = true
    this.column++
  }

  private write(text: string): void {
    const { pending } = this
    if (pending !== undefined) {
      if (this.pieces.length > 0) this.pieces.push(pending.blank === 'one' ? '\n\n' : '\n')
      this.pieces.push(' '.repeat(pending.indent))
      this.pending = undefined
      this.column = pending.indent
    } else if (this.blank) this.pieces.push(' ')
    this.blank = false
    this.pieces.push(text)
    this.column += text.length
  }
}
