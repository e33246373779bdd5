import type { Gap, GapComment } from './gaps.js'
import type { Leaf } from './layout.js'

export const INDENT = 2

/** Blank lines before a line: none, as in the source, or one. */
export type Blank = 'none' | 'keep' | 'one'

interface Pending {
  readonly indent: number
  readonly blank: Blank
  /** Where comments before the next token stand. */
  readonly comments: number
}

/**
 * Writes tokens with the comments before them. A new line is written only with what follows it, so that
 * a comment at the end of a line still finds that line open.
 */
export class Pen {
  private readonly pieces: string[] = []
  protected column = 0
  /** True if a blank stands before what is written next on the line. */
  private blank = false
  /** The indent of the current line: what breaks is indented from here. */
  protected indent = 0
  /** Where a line goes on after a comment in its middle. */
  protected hang = INDENT
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

  protected leaf({ text, gap }: Leaf): void {
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
    for (const [i, comment] of comments.entries()) this.comment(comment, comments[i - 1], missing, blank)
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
  protected space(): void {
    this.blank = true
    this.column++
  }

  protected write(text: string): void {
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
