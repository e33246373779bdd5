import { type ILexingError, type IToken, Lexer, type TokenType } from 'chevrotain'
import { diagnose } from '../messages/catalogue.js'
import type { Diagnostic, Span } from '../messages/diagnostic.js'
import type { Comment } from './ast.js'
import {
  CrookedNumber,
  DocComment,
  FOREIGN,
  Identifier,
  LeftParen,
  LeftSquare,
  LineMinus,
  LineParen,
  LineSquare,
  Minus,
  OpenString,
  SingleQuoted,
  TOKENS,
  WORDS,
} from './tokens.js'

/** The tokens of a text, its comments beside them, and what was wrong with single characters. */
export interface Lexed {
  readonly tokens: IToken[]
  readonly comments: Comment[]
  readonly diagnostics: Diagnostic[]
}

const chevrotain = new Lexer([...TOKENS], { positionTracking: 'onlyOffset', skipValidations: true })

/** Reads a text as tokens. Never throws: characters that the language lacks are told and left out. */
export function lex(text: string, file: string): Lexed {
  const { tokens, groups, errors } = chevrotain.tokenize(text)
  const diagnostics: Diagnostic[] = []
  for (const token of tokens) settle(token, text, file, diagnostics)
  for (const { startOffset: start } of groups.hashes ?? [])
    diagnostics.push(replacement('SSL1013', '#', '//', { file, start, end: start + 1 }))
  for (const mistake of errors) diagnostics.push(unknownCharacters(mistake, text, file))
  return { tokens, comments: (groups.comments ?? []).map(comment), diagnostics }
}

/** True if only blanks stand between the start of a line and this offset. */
export function startsLine(text: string, offset: number): boolean {
  let at = offset - 1
  while (at >= 0 && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at--
  return at < 0 || text.charCodeAt(at) === 10 || text.charCodeAt(at) === 13
}

/** True if a line ends between two offsets. */
export function hasLineEnd(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return true
  }
  return false
}

/** What a sign becomes as the first of its line. */
const AT_LINE_START = new Map<TokenType, TokenType>([
  [LeftParen, LineParen],
  [LeftSquare, LineSquare],
  [Minus, LineMinus],
])

const SPECIAL = new Set<TokenType>([
  ...AT_LINE_START.keys(),
  ...FOREIGN.keys(),
  CrookedNumber,
  OpenString,
  SingleQuoted,
])

/** Gives words, first signs of a line and signs of other languages the types that the parser knows. */
function settle(token: IToken, text: string, file: string, diagnostics: Diagnostic[]): void {
  if (token.tokenType === Identifier) {
    const word = WORDS.get(token.image)
    if (word !== undefined) retype(token, word)
  } else if (SPECIAL.has(token.tokenType)) {
    settleSpecial(token, text, file, diagnostics)
  }
}

function settleSpecial(token: IToken, text: string, file: string, diagnostics: Diagnostic[]): void {
  const { image, startOffset: start, tokenType } = token
  const span = { file, start, end: start + image.length }
  const foreign = FOREIGN.get(tokenType)
  if (foreign !== undefined) {
    diagnostics.push(replacement('SSL1013', image, foreign.instead, span))
    retype(token, foreign.meant)
  } else if (tokenType === CrookedNumber) {
    const instead = image.startsWith('.') ? `0${image}` : `${image}0`
    diagnostics.push(replacement('SSL1007', image, instead, span))
  } else if (tokenType === SingleQuoted) {
    diagnostics.push(replacement('SSL1013', image, `"${image.slice(1, -1).replaceAll('"', '\\"')}"`, span))
  } else if (tokenType === OpenString) {
    diagnostics.push(diagnose('SSL1005', {}, { span }))
  } else {
    const first = AT_LINE_START.get(tokenType)
    if (first !== undefined && startsLine(text, start)) retype(token, first)
  }
}

function replacement(code: 'SSL1007' | 'SSL1013', found: string, instead: string, span: Span): Diagnostic {
  const fixes = [{ title: `Write \`${instead}\``, edits: [{ span, text: instead }] }]
  return code === 'SSL1007'
    ? diagnose(code, { text: found, instead }, { span, fixes })
    : diagnose(code, { found, instead }, { span, fixes })
}

/** Gives a token another type, as the parser reads both fields. */
export function retype(token: IToken, type: TokenType): void {
  token.tokenType = type
  token.tokenTypeIdx = type.tokenTypeIdx!
}

function unknownCharacters({ offset, length }: ILexingError, text: string, file: string): Diagnostic {
  const span = { file, start: offset, end: offset + length }
  const characters = text.slice(span.start, Math.min(span.end, span.start + 20))
  return diagnose('SSL1004', { characters }, { span })
}

function comment(token: IToken): Comment {
  const doc = token.tokenType === DocComment
  const rest = token.image.slice(doc ? 3 : 2)
  return {
    start: token.startOffset,
    end: token.startOffset + token.image.length,
    doc,
    text: (rest.startsWith(' ') ? rest.slice(1) : rest).trimEnd(),
  }
}
