import type { Diagnostic } from '../messages/diagnostic.js'
import type { Expression, File } from './ast.js'
import { DeclarationParser } from './declarations.js'
import { DEEPEST } from './expressions.js'
import { type Lexed, lex } from './lexer.js'

/** A tree, and all that was wrong with the text, in the order of the text. */
export interface Parsed {
  readonly file: File
  readonly diagnostics: Diagnostic[]
}

/** The whole grammar, ready to parse. Building it takes milliseconds, so there is one. */
export class Parser extends DeclarationParser {
  constructor(validate = false) {
    super(validate)
    this.performSelfAnalysis()
  }

  parseFile(text: string, file: string): Parsed {
    const lexed = lex(text, file)
    this.begin(text, file, lexed.tokens, lexed.comments)
    const node = this.shallow(() => this.fileRule(), emptyFile(text))
    return { file: { ...node, comments: lexed.comments }, diagnostics: this.all(lexed) }
  }

  parseExpression(text: string, file: string): { expression: Expression; diagnostics: Diagnostic[] } {
    const lexed = lex(text, file)
    this.begin(text, file, lexed.tokens, lexed.comments)
    const missing: Expression = { is: 'missing', start: 0, end: 0, recovered: true }
    let expression: Expression = missing
    this.guarded(() => {
      expression = this.shallow<Expression>(() => this.alone(), missing)
    })
    return { expression, diagnostics: this.all(lexed) }
  }

  /** One expression and nothing behind it. */
  private readonly alone = this.RULE('alone', (): Expression => {
    const expression = this.SUBRULE(this.expression)
    if (!this.RECORDING_PHASE && this.LA(1).tokenType.name !== 'EOF') this.expected('the end')
    return expression
  })

  /** Should nesting exhaust the stack in spite of its limit, that is told too. */
  private shallow<T>(rule: () => T, otherwise: T): T {
    try {
      return rule()
    } catch (mistake) {
      if (!(mistake instanceof RangeError)) throw mistake
      this.report('SSL1021', { limit: DEEPEST }, this.span(0, 0))
      return otherwise
    }
  }

  private all({ diagnostics }: Lexed): Diagnostic[] {
    const all = [...diagnostics, ...this.diagnostics]
    return all.sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0))
  }
}

let parser: Parser | undefined

/**
 * Parses a file. Never throws: every mistake is a diagnostic, and nodes that were completed after
 * one are marked `recovered`. Statements that could not be read are left out of the tree.
 */
export function parse(text: string, file: string): Parsed {
  parser ??= new Parser()
  return parser.parseFile(text, file)
}

/** Parses one expression alone, such as the value of `--set`. Never throws. */
export function parseExpression(
  text: string,
  file: string,
): { expression: Expression; diagnostics: Diagnostic[] } {
  parser ??= new Parser()
  return parser.parseExpression(text, file)
}

function emptyFile(text: string): File {
  return { is: 'file', start: 0, end: text.length, imports: [], declarations: [], comments: [] }
}
