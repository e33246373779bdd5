import { EmbeddedActionsParser, EOF, type IToken, type TokenType } from 'chevrotain'
import { type Arguments, type Code, diagnose } from '../messages/catalogue.js'
import type { Diagnostic, Fix, Related, Span } from '../messages/diagnostic.js'
import { nearest } from '../messages/nearest.js'
import type { Comment, Identifier, Located } from './ast.js'
import { hasLineEnd, retype, startsLine } from './lexer.js'
import {
  At,
  Becomes,
  Colon,
  Comma,
  CrookedNumber,
  DECLARATIONS,
  Else,
  Evaluate,
  From,
  Identifier as IdentifierToken,
  Import,
  LeftCurly,
  Let,
  LineMinus,
  LineParen,
  LineSquare,
  Model,
  NumberToken,
  OpenString,
  Over,
  RESERVED,
  RightCurly,
  RightParen,
  RightSquare,
  ROLES,
  SingleQuoted,
  STEPS,
  StringToken,
  Then,
  TOKENS,
  WORDS,
} from './tokens.js'

/** An AST node while it is built. */
export type Building<T> = { -readonly [K in keyof T]: T[K] }

/** Stops the rules up to the next place that can go on; the mistake has been told. */
class Halt extends Error {}

const RESERVED_TYPES: ReadonlySet<TokenType> = new Set(Object.values(RESERVED).flat())
const DECLARATION_WORDS: ReadonlySet<TokenType> = new Set([Import, ...DECLARATIONS])
const SAFE_WORDS: ReadonlySet<TokenType> = new Set([...RESERVED.statement, ...STEPS, ...DECLARATION_WORDS])
/** Messages about what is not there. */
const MISSING: ReadonlySet<Code> = new Set(['SSL1001', 'SSL1002', 'SSL1003', 'SSL1019'])
const NUMBERS: ReadonlySet<TokenType> = new Set([NumberToken, CrookedNumber])
export const UNITS = ['%', 'epochs', 'steps', 's', 'ms', 'khz', 'hz']
const STRINGS: ReadonlySet<TokenType> = new Set([StringToken, OpenString, SingleQuoted])
const LINE_SIGNS: ReadonlySet<TokenType> = new Set([LineParen, LineSquare, LineMinus])
/** Words that may follow an expression. */
const JOINING: readonly string[] = [Over, From, At, Then, Else, ...RESERVED.operator].map((type) => type.name)
/** What other languages call it. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ...['def', 'func', 'function'].map((word) => [word, 'fn'] as const),
  ...['const', 'var', 'val'].map((word) => [word, 'let'] as const),
  ...['minimise', 'optimize', 'objective'].map((word) => [word, 'minimize'] as const),
  ...[['dataset', 'data'] as const, ['assert', 'require'] as const],
  ...[['use', 'import'] as const, ['eval', 'evaluate'] as const, ['include', 'import'] as const],
])
const CLOSERS: ReadonlySet<TokenType> = new Set([RightParen, RightSquare, Comma, Colon])

/** One flag per token type, by its number. */
export function flags(types: Iterable<TokenType>): Uint8Array {
  const all = [...types].map((type) => type.tokenTypeIdx!)
  const table = new Uint8Array(Math.max(...TOKENS.map((type) => type.tokenTypeIdx!)) + 1)
  for (const index of all) table[index] = 1
  return table
}

const NAMES = flags([IdentifierToken, ...[...WORDS.values()].filter((type) => !RESERVED_TYPES.has(type))])

/** How a token is named in a message. */
export function shown(token: IToken): string {
  if (token.tokenType === EOF) return 'the end of the file'
  const image = token.image.length > 32 ? `${token.image.slice(0, 30)}…` : token.image
  return `\`${image}\``
}

export const endOf = (token: IToken): number => token.startOffset + token.image.length

/**
 * What all rules need: places, messages, doc comments, and going on after a mistake. The rules
 * themselves throw on a mistake; loops over statements, steps and declarations catch that, tell it
 * once and skip to a line that can begin something.
 */
export class RecoveringParser extends EmbeddedActionsParser {
  protected text = ''
  protected file = ''
  protected diagnostics: Diagnostic[] = []
  private comments: readonly Comment[] = []
  private nextComment = 0
  private lastMistake = -1

  constructor(validate: boolean) {
    super([...TOKENS], {
      maxLookahead: 1,
      recoveryEnabled: false,
      skipValidations: !validate,
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
        buildNotAllInputParsedMessage: () => 'the end',
        buildNoViableAltMessage: () => 'something else',
        buildEarlyExitMessage: () => 'something',
      },
    })
  }

  /** Makes the one parser ready for another text. */
  protected begin(text: string, file: string, tokens: IToken[], comments: readonly Comment[]): void {
    this.text = text
    this.file = file
    this.diagnostics = []
    this.comments = comments
    this.nextComment = 0
    this.lastMistake = -1
    this.abandon()
    this.input = tokens
  }

  // ---- Places --------------------------------------------------------------------------------

  /** Behind the last token that was read; at the head of the file 0. */
  protected lastEnd(): number {
    const last = this.LA(0)
    return last.tokenType === EOF ? 0 : endOf(last)
  }

  protected spanOf(token: IToken): Span {
    if (token.tokenType !== EOF) return { file: this.file, start: token.startOffset, end: endOf(token) }
    const end = this.lastEnd()
    return { file: this.file, start: end, end }
  }

  protected span(start: number, end: number): Span {
    return { file: this.file, start, end }
  }

  // ---- Messages ------------------------------------------------------------------------------

  protected report<C extends Code>(
    code: C,
    args: Arguments<C>,
    span: Span,
    more: { related?: readonly Related[]; fixes?: readonly Fix[] } = {},
  ): void {
    if (this.RECORDING_PHASE) return
    this.diagnostics.push(diagnose(code, args, { span, ...more }))
  }

  /** Tells a mistake at a token, once: what follows from it at the same place stays silent. */
  protected reportAt<C extends Code>(
    code: C,
    args: Arguments<C>,
    token: IToken,
    more: { related?: readonly Related[]; fixes?: readonly Fix[] } = {},
  ): void {
    const { start } = this.spanOf(token)
    if (start === this.lastMistake) return
    this.lastMistake = start
    this.report(code, args, this.placeOf(code, token), more)
  }

  /** What is missing is missed at the end of the line before. */
  private placeOf(code: Code, token: IToken): Span {
    const end = this.lastEnd()
    const isBelow = MISSING.has(code) && end > 0 && hasLineEnd(this.text, end, token.startOffset)
    return isBelow ? this.span(end, end) : this.spanOf(token)
  }

  protected halt<C extends Code>(code: C, args: Arguments<C>, token: IToken): void {
    if (this.RECORDING_PHASE) return
    this.reportAt(code, args, token)
    throw new Halt()
  }

  /** The last token as a message names it. */
  protected after(): { after?: string } {
    const last = this.LA(0)
    return last.tokenType === EOF ? {} : { after: shown(last) }
  }

  /** Stops with "expected … after …, found …". */
  protected expected(what: string): void {
    if (this.RECORDING_PHASE) return
    const found = this.LA(1)
    this.halt('SSL1002', { what, ...this.after(), found: shown(found) }, found)
  }

  // ---- Tokens --------------------------------------------------------------------------------

  /** Reads a name; `what` is for the message (`the name of the model`). */
  protected name(occurrence: number, what: string): Identifier {
    const token = this.LA(1)
    if (!this.RECORDING_PHASE && NAMES[token.tokenTypeIdx] !== 1) {
      if (RESERVED_TYPES.has(token.tokenType) && !startsLine(this.text, token.startOffset)) {
        this.halt('SSL1012', { word: token.image, what }, token)
      }
      this.expected(what)
    }
    this.consume(occurrence, IdentifierToken)
    return { text: token.image, start: token.startOffset, end: endOf(token) }
  }

  /** Reads one token of this type, which must be there. */
  protected sign(occurrence: number, type: TokenType): IToken {
    if (!this.RECORDING_PHASE && this.LA(1).tokenType !== type) this.expected(type.LABEL ?? type.name)
    return this.consume(occurrence, type)
  }

  /** Reads `=` as the `:` that was meant, behind the name of a setting or argument, and tells it. */
  protected mendColon(): void {
    const token = this.LA(1)
    if (this.RECORDING_PHASE || token.tokenType !== Becomes) return
    const fixes = [{ title: 'Write `:`', edits: [{ span: this.spanOf(token), text: ':' }] }]
    this.reportAt('SSL1013', { found: '=', instead: ':' }, token, { fixes })
    retype(token, Colon)
  }

  /** Reads the comma behind an item of a list, unless the list ends here. */
  protected comma(occurrence: number, close: TokenType, open: IToken): void {
    const next = this.LA(1)
    if (next.tokenType === close) return
    if (this.RECORDING_PHASE || next.tokenType === Comma) this.consume(occurrence, Comma)
    else if (this.skipUnit()) this.comma(occurrence, close, open)
    else this.unclosed(open, close, ',')
  }

  /** Reads the closing bracket of a list. */
  protected close(occurrence: number, close: TokenType, open: IToken): void {
    if (this.RECORDING_PHASE || this.LA(1).tokenType === close) this.consume(occurrence, close)
    else if (this.LA(1).tokenType === Comma) this.expected('an item of the list')
    else this.unclosed(open, close)
  }

  /** Tells `20 minutes` where only a unit can follow a number, and leaves the word out. */
  protected skipUnit(): boolean {
    const next = this.LA(1)
    if (!this.isBadUnit(this.LA(0), next)) return false
    this.tellMidLine(next)
    this.SKIP_TOKEN()
    return true
  }

  private isBadUnit(number: IToken, word: IToken): boolean {
    if (!NUMBERS.has(number.tokenType) || word.tokenType !== IdentifierToken) return false
    return !hasLineEnd(this.text, endOf(number), word.startOffset)
  }

  /** Goes on as if the bracket were there if something new begins, else stops. */
  private unclosed(open: IToken, close: TokenType, separator?: string): void {
    const next = this.LA(1)
    if (LINE_SIGNS.has(next.tokenType)) this.halt('SSL1020', { sign: next.image }, next)
    const related = [{ message: `\`${open.image}\` is here`, span: this.spanOf(open) }]
    const args = { open: open.image, close: close.PATTERN as string, found: shown(next) }
    this.reportAt('SSL1003', separator === undefined ? args : { ...args, separator }, next, { related })
    if (!this.beginsSomething(next)) throw new Halt()
  }

  private beginsSomething(token: IToken): boolean {
    return (
      token.tokenType === EOF ||
      token.tokenType === RightCurly ||
      (SAFE_WORDS.has(token.tokenType) && startsLine(this.text, token.startOffset))
    )
  }

  // ---- Going on ------------------------------------------------------------------------------

  /** Runs a rule of a loop; after a mistake skips to a place where the loop can go on. */
  protected guarded(rule: () => void, skip = (column: number) => this.skip(column)): void {
    const first = this.LA(1)
    const column = this.columnOf(first)
    try {
      rule()
    } catch (mistake) {
      this.tell(mistake)
      this.abandon()
      if (this.LA(1) === first) this.SKIP_TOKEN()
      skip(column)
    }
  }

  /** Tells a mistake that Chevrotain found; ours have been told. */
  private tell(mistake: unknown): void {
    if (mistake instanceof Halt) return
    if (!isRecognition(mistake)) throw mistake
    this.reportAt(
      'SSL1002',
      { what: mistake.message, ...this.after(), found: shown(mistake.token) },
      mistake.token,
    )
  }

  /** For rules that keep something while they run. */
  protected abandon(): void {}

  /** Skips to `}`, to a keyword that starts a line, or to a line indented no further than `column`. */
  protected skip(column: number): void {
    for (;;) {
      const token = this.LA(1)
      if (token.tokenType === EOF || token.tokenType === RightCurly) return
      if (startsLine(this.text, token.startOffset) && !CLOSERS.has(token.tokenType)) {
        if (this.columnOf(token) <= column || this.startsStatement(token)) return
      }
      this.SKIP_TOKEN()
    }
  }

  /** Skips a token and what belongs to its line. */
  protected skipLine(): void {
    const { startOffset } = this.LA(1)
    const start = this.text.lastIndexOf('\n', startOffset - 1) + 1
    this.SKIP_TOKEN()
    this.skip(this.text.slice(start).search(/[^ \t]/))
  }

  private startsStatement({ tokenType }: IToken): boolean {
    return RESERVED.statement.some((type) => type === tokenType) || this.startsDeclaration()
  }

  protected columnOf(token: IToken): number {
    if (token.tokenType === EOF) return 0
    return token.startOffset - (this.text.lastIndexOf('\n', token.startOffset - 1) + 1)
  }

  /**
   * True if the next tokens can only be the head of a declaration that is not a `let` or `model`: its
   * word at the first column, a name on the same line, and what follows it.
   */
  protected startsDeclaration(): boolean {
    const word = this.LA(1)
    if (!DECLARATION_WORDS.has(word.tokenType) || this.columnOf(word) !== 0) return false
    const name = this.LA(2)
    if (hasLineEnd(this.text, endOf(word), name.startOffset)) return false
    if (word.tokenType === Import) return NAMES[name.tokenTypeIdx] === 1 || name.tokenType === StringToken
    if (NAMES[name.tokenTypeIdx] !== 1) return false
    const sign = this.LA(3).image
    if (ROLES.includes(word.tokenType)) return sign === '('
    if (word.tokenType === Evaluate) return sign === '.'
    return sign === ':' || sign === '{' || sign === ','
  }

  /** The same for what may stand at the top of a file, `let` and `model` too. */
  protected startsTop(): boolean {
    const { tokenType } = this.LA(1)
    return tokenType === Let || tokenType === Model || this.startsDeclaration()
  }

  /** True if the next tokens can only be the head of a batch, metric, objective or stage. */
  protected startsStep(): boolean {
    const word = this.LA(1)
    if (!STEPS.includes(word.tokenType) || !startsLine(this.text, word.startOffset)) return false
    const next = this.LA(2)
    if (next.tokenType !== IdentifierToken || hasLineEnd(this.text, endOf(word), next.startOffset))
      return false
    const third = this.LA(3)
    return (
      third.tokenType === IdentifierToken ||
      third.image === '=' ||
      third.tokenType === LeftCurly ||
      third.image === '(' ||
      third.image === 'from'
    )
  }

  // ---- What belongs to nothing ---------------------------------------------------------------

  /**
   * Tells a line of a block that begins nothing, and skips it; false at the end of the block.
   * `place` names the block, `words` what its lines begin with.
   */
  protected stray(place: string, words: readonly string[]): boolean {
    const next = this.LA(1)
    const { tokenType } = next
    if (this.RECORDING_PHASE || tokenType === EOF || tokenType === RightCurly) return false
    if (this.startsDeclaration() || (this.startsTop() && this.columnOf(next) === 0)) return false
    if (this.mend(words)) return true
    this.tellStray(next, place, words)
    this.skipLine()
    return true
  }

  private tellStray(next: IToken, place: string, words: readonly string[]): void {
    const { tokenType } = next
    if (LINE_SIGNS.has(tokenType)) this.reportAt('SSL1020', { sign: next.image }, next)
    else if (CLOSERS.has(tokenType)) this.reportAt('SSL1018', { bracket: next.image }, next)
    else if (!this.tellMidLine(next)) this.reportAt('SSL1011', { found: shown(next), place, words }, next)
  }

  /** Tells what cannot follow an expression on its line; false at the start of a line. */
  protected tellMidLine(next: IToken): boolean {
    const last = this.LA(0)
    if (this.isBadUnit(last, next)) {
      this.reportAt('SSL1008', { number: last.image, word: next.image, units: UNITS }, next)
      return true
    }
    if (last.tokenType === EOF || hasLineEnd(this.text, endOf(last), next.startOffset)) return false
    const meant = next.tokenType === IdentifierToken ? nearest(next.image, JOINING) : undefined
    const args = { found: shown(next), after: shown(last) }
    this.reportAt('SSL1024', meant === undefined ? args : { ...args, nearest: meant }, next)
    return true
  }

  /** Reads a misspelt keyword before a name as what was meant, and tells it. */
  protected mend(words: readonly string[]): boolean {
    const token = this.LA(1)
    const next = this.LA(2)
    if (this.RECORDING_PHASE || token.tokenType !== IdentifierToken) return false
    if (!(this.isName(next) || next.tokenType === StringToken)) return false
    if (hasLineEnd(this.text, endOf(token), next.startOffset)) return false
    const alias = ALIASES.get(token.image)
    const word = alias !== undefined && words.includes(alias) ? alias : nearest(token.image, words)
    const type = word === undefined ? undefined : WORDS.get(word)
    if (word === undefined || type === undefined) return false
    const edits = [{ span: this.spanOf(token), text: word }]
    const fixes = [{ title: `Write \`${word}\``, edits }]
    this.reportAt('SSL1010', { word: token.image, nearest: word }, token, { fixes })
    retype(token, type)
    return true
  }

  protected isName(token: IToken): boolean {
    return NAMES[token.tokenTypeIdx] === 1
  }

  protected isString(token: IToken): boolean {
    return STRINGS.has(token.tokenType)
  }

  // ---- Documentation -------------------------------------------------------------------------

  /** Sets the comments of the file apart that document the file, and gives their text. */
  protected fileDoc(): string | undefined {
    const first = this.LA(1)
    const limit = first.tokenType === EOF ? this.text.length : first.startOffset
    const block: Comment[] = []
    for (const comment of this.comments) {
      if (comment.start > limit || !comment.doc || !this.follows(block.at(-1), comment)) break
      block.push(comment)
    }
    const last = block.at(-1)
    if (last === undefined) return undefined
    const attached = first.tokenType !== EOF && first.tokenType !== Import && !this.blankLine(last.end, limit)
    if (attached && block.length === this.comments.filter((c) => c.start < limit).length) return undefined
    this.nextComment = block.length
    return join(block)
  }

  /** The doc comments right before the next token, as one text. */
  protected doc(): string | undefined {
    const { comments } = this
    if (this.nextComment >= comments.length) return undefined
    const from = this.lastEnd()
    while (this.nextComment < comments.length && comments[this.nextComment]!.start < from) this.nextComment++
    const start = this.LA(1).startOffset
    let block: Comment[] = []
    while (this.nextComment < comments.length && comments[this.nextComment]!.start < start) {
      const comment = comments[this.nextComment++]!
      if (!comment.doc || !startsLine(this.text, comment.start)) continue
      if (!this.follows(block.at(-1), comment)) block = []
      block.push(comment)
    }
    return block.length === 0 ? undefined : join(block)
  }

  private follows(last: Comment | undefined, comment: Comment): boolean {
    return last === undefined || !this.blankLine(last.end, comment.start)
  }

  private blankLine(from: number, to: number): boolean {
    return /\n[ \t\r]*\n/.test(this.text.slice(from, to))
  }
}

const join = (block: readonly Comment[]): string => block.map((comment) => comment.text).join('\n')

interface Recognition extends Error {
  readonly token: IToken
}

const isRecognition = (mistake: unknown): mistake is Recognition =>
  mistake instanceof Error && 'token' in mistake && 'context' in mistake

/** Adds the documentation of a node, if it has any. */
export function documented<T extends Located & { readonly doc?: string }>(
  node: T,
  doc: string | undefined,
): T {
  if (doc !== undefined) (node as Building<T>).doc = doc
  return node
}
