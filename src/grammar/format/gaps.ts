import type { IToken } from 'chevrotain'
import type { Comment } from '../ast.js'
import { hasLineEnd } from '../lexer.js'

/** A comment where it stands between two tokens. */
export interface GapComment {
  readonly text: string
  /** True if it follows a token on the same line. */
  readonly trailing: boolean
  /** True if a blank line stands before it. */
  readonly blank: boolean
}

/** What stands between a token and the one before it. */
export interface Gap {
  readonly comments: readonly GapComment[]
  /** True if a blank line stands right before the token. */
  readonly blank: boolean
  /** True if the token is the first on its line. */
  readonly lineEnd: boolean
}

const BLANK_LINE = /\n[ \t\r]*\n/

/** The gap before each token, and last the one before the end of the file. */
export function gaps(text: string, tokens: readonly IToken[], comments: readonly Comment[]): Gap[] {
  const all: Gap[] = []
  let end = 0
  let next = 0
  for (let i = 0; i <= tokens.length; i++) {
    const token = tokens[i]
    const start = token?.startOffset ?? text.length
    const first = next
    while (next < comments.length && comments[next]!.start < start) next++
    all.push(gap(text, end, start, comments.slice(first, next), i === 0))
    if (token !== undefined) end = start + token.image.length
  }
  return all
}

function gap(text: string, from: number, to: number, inside: readonly Comment[], atStart: boolean): Gap {
  let end = from
  const comments = inside.map((comment, i): GapComment => {
    const between = text.slice(end, comment.start)
    end = comment.end
    return {
      text: text.slice(comment.start, comment.end).trimEnd(),
      trailing: i === 0 && !atStart && !hasLineEnd(between, 0, between.length),
      blank: BLANK_LINE.test(between.replace(/\r\n?/g, '\n')),
    }
  })
  const last = text.slice(end, to).replace(/\r\n?/g, '\n')
  return { comments, blank: BLANK_LINE.test(last), lineEnd: comments.length > 0 || last.includes('\n') }
}
