import { EOF, type IToken, type ParserMethod } from 'chevrotain'
import type {
  Argument,
  Expression,
  Identifier,
  If as IfNode,
  List,
  ListFor,
  Located,
  Missing,
  BinaryOperator as Operator,
  Tuple,
} from './ast.js'
import { number, string } from './literals.js'
import { BINARY_LEVEL, isSingle, LEVEL, LEVEL_OF, PREFIX_LEVEL, written } from './precedence.js'
import { type Building, endOf, flags, RecoveringParser, shown } from './recovery.js'
import * as t from './tokens.js'

/** Longest nesting of expressions, and longest chain of operators, calls and indices in one. */
export const DEEPEST = 100
export const LONGEST = 500

const { Identifier: NAME } = t
const STARTS = flags([
  ...[...t.WORDS.values()].filter((type) => type.CATEGORIES?.includes(NAME)),
  ...[NAME, t.NumberToken, t.CrookedNumber, t.StringToken, t.OpenString, t.SingleQuoted],
  ...[t.True, t.False, t.If, t.Not, t.Minus, t.LineMinus],
  ...[t.LeftParen, t.LineParen, t.LeftSquare, t.LineSquare],
])
const LIST_STARTS = STARTS.slice()
for (const type of [t.For, t.RightSquare]) LIST_STARTS[type.tokenTypeIdx!] = 1
/** Words that begin an expression unless they begin a declaration or step. */
const DOUBTFUL = flags([t.Import, ...t.DECLARATIONS, ...t.STEPS])

/**
 * Expressions. Operators are read as one flat row and joined by their level with two stacks, which
 * is about three times as fast as one rule per level.
 */
export class ExpressionParser extends RecoveringParser {
  /** Operators that wait for their right side, of all open expressions. */
  private operators: IToken[] = []
  private levels: number[] = []
  /** Operands with the places where they begin and end, their parentheses too. */
  private operands: Expression[] = []
  private starts: number[] = []
  private ends: number[] = []
  private depth = 0
  private links = 0

  readonly expression: ParserMethod<[], Expression> = this.RULE('expression', (): Expression => {
    const base = this.operators.length
    const links = this.links
    this.deeper()
    this.MANY(() => this.prefix(this.CONSUME(t.PrefixOperator), base))
    this.operandBegins(this.LA(1))
    this.SUBRULE(this.operand)
    this.operandEnds()
    this.MANY1(() => {
      this.binary(this.CONSUME(t.BinaryOperator), base)
      this.MANY2(() => this.prefix(this.CONSUME1(t.PrefixOperator), base))
      this.operandBegins(this.LA(1))
      this.SUBRULE1(this.operand)
      this.operandEnds()
    })
    this.links = links
    return this.joined(base)
  })

  /** A primary with its arguments, indices and fields; left on the stack. */
  private readonly operand: ParserMethod<[], void> = this.RULE('operand', (): void => {
    const start = this.LA(1).startOffset
    let node = this.primary()
    this.MANY(() => {
      node = this.OR1([
        { ALT: () => this.call(node, start) },
        { ALT: () => this.index(node, start) },
        { ALT: () => this.field(node, start) },
      ])
    })
    this.operands.push(node)
  })

  private readonly primaries = [
    { ALT: (): Expression => this.nameNode(this.CONSUME(t.Identifier)) },
    { ALT: (): Expression => number(this.CONSUME(t.NumberToken)) },
    { ALT: (): Expression => this.SUBRULE(this.parentheses) },
    { ALT: (): Expression => this.SUBRULE(this.list) },
    { ALT: (): Expression => this.stringNode(this.CONSUME(t.StringToken)) },
    { ALT: (): Expression => this.booleanNode(this.CONSUME(t.True), true) },
    { ALT: (): Expression => this.booleanNode(this.CONSUME(t.False), false) },
    { ALT: (): Expression => this.SUBRULE(this.condition) },
  ]

  private primary(): Expression {
    const next = this.LA(1)
    if (!this.RECORDING_PHASE && !this.startsExpression(next)) return this.missing(next)
    return this.OR(this.primaries)
  }

  private call(callee: Expression, start: number): Expression {
    this.link()
    const open = this.CONSUME(t.LeftParen)
    const list = this.SUBRULE(this.argumentList)
    this.close(0, t.RightParen, open)
    return { is: 'call', start, end: this.lastEnd(), callee, arguments: list }
  }

  private index(object: Expression, start: number): Expression {
    this.link()
    const open = this.CONSUME(t.LeftSquare)
    const items: Expression[] = []
    if (this.LA(1).tokenType === t.RightSquare) this.expected('an index')
    this.MANY1(() => {
      items.push(this.SUBRULE(this.expression))
      this.comma(0, t.RightSquare, open)
    })
    this.close(0, t.RightSquare, open)
    return { is: 'index', start, end: this.lastEnd(), object, items }
  }

  private field(object: Expression, start: number): Expression {
    this.link()
    this.CONSUME(t.Dot)
    const name = this.name(1, 'the name of a field')
    return { is: 'field', start, end: name.end, object, name }
  }

  /** What stands between the parentheses of a call; `name:` is seen behind the name. */
  protected readonly argumentList: ParserMethod<[], Argument[]> = this.RULE('arguments', (): Argument[] => {
    const open = this.LA(0)
    const list: Argument[] = []
    this.MANY(() => {
      list.push(this.argument())
      this.comma(0, t.RightParen, open)
    })
    return list
  })

  private argument(): Argument {
    const first = this.LA(1).startOffset
    let value = this.SUBRULE(this.expression)
    let name: Identifier | undefined
    if (!this.RECORDING_PHASE && value.is === 'name' && !value.grouped) this.mendColon()
    this.OPTION(() => {
      const colon = this.CONSUME(t.Colon)
      name = this.argumentName(value, colon)
      value = this.SUBRULE1(this.expression)
    })
    const end = this.lastEnd()
    const start = Math.min(first, end)
    return name === undefined ? { start, end, value } : { start, end, name, value }
  }

  private argumentName(node: Expression, colon: IToken): Identifier {
    const { start, end } = node
    if (!this.RECORDING_PHASE && (node.is !== 'name' || node.grouped)) {
      this.halt(
        'SSL1002',
        { what: '`,` or `)`', found: shown(colon), after: `\`${this.text.slice(start, end)}\`` },
        colon,
      )
    }
    return { text: node.is === 'name' ? node.text : '', start, end }
  }

  /** One expression in parentheses is itself, several are a tuple. */
  private readonly parentheses: ParserMethod<[], Expression> = this.RULE('parentheses', (): Expression => {
    const open = this.CONSUME(t.Paren)
    const items: Expression[] = []
    if (this.LA(1).tokenType === t.RightParen) this.expected('an expression')
    this.MANY(() => {
      items.push(this.SUBRULE(this.expression))
      this.comma(0, t.RightParen, open)
    })
    this.close(0, t.RightParen, open)
    const [first] = items
    if (items.length === 1 && first !== undefined) return this.RECORDING_PHASE ? first : grouped(first)
    const tuple: Tuple = { is: 'tuple', start: open.startOffset, end: this.lastEnd(), items }
    return tuple
  })

  private readonly list: ParserMethod<[], List | ListFor> = this.RULE('list', (): List | ListFor => {
    const open = this.CONSUME(t.Square)
    if (!this.RECORDING_PHASE && LIST_STARTS[this.LA(1).tokenTypeIdx] !== 1) this.expected('an expression')
    return this.OR([{ ALT: () => this.listFor(open) }, { ALT: () => this.listItems(open) }])
  })

  private listItems(open: IToken): List {
    const items: Expression[] = []
    this.MANY(() => {
      items.push(this.SUBRULE(this.expression))
      this.comma(0, t.RightSquare, open)
    })
    this.close(0, t.RightSquare, open)
    return { is: 'list', start: open.startOffset, end: this.lastEnd(), items }
  }

  private listFor(open: IToken): ListFor {
    this.CONSUME(t.For)
    const clauses: { name: Identifier; in: Expression }[] = []
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.name(0, 'the name of a `for` variable')
        this.sign(0, t.In)
        clauses.push({ name, in: this.SUBRULE1(this.expression) })
      },
    })
    this.sign(0, t.Colon)
    const body = this.SUBRULE2(this.expression)
    this.close(1, t.RightSquare, open)
    return { is: 'list for', start: open.startOffset, end: this.lastEnd(), clauses, body }
  }

  private readonly condition: ParserMethod<[], IfNode> = this.RULE('condition', (): IfNode => {
    const start = this.CONSUME(t.If).startOffset
    const condition = this.SUBRULE(this.expression)
    this.sign(0, t.Then)
    const then = this.SUBRULE1(this.expression)
    this.sign(0, t.Else)
    const otherwise = this.SUBRULE2(this.expression)
    return { is: 'if', start, end: this.lastEnd(), condition, then, else: otherwise }
  })

  // ---- Operators -----------------------------------------------------------------------------

  private deeper(): void {
    if (++this.depth > DEEPEST) this.halt('SSL1021', { limit: DEEPEST }, this.LA(1))
  }

  private link(): void {
    if (++this.links > LONGEST) this.halt('SSL1021', { limit: LONGEST }, this.LA(1))
  }

  private operandBegins(token: IToken): void {
    if (token.tokenType === t.If && this.LA(0) === this.operators.at(-1)) {
      this.reportAt('SSL1016', { what: '`if`' }, token)
    }
    this.starts.push(token.tokenType === EOF ? this.lastEnd() : token.startOffset)
  }

  private operandEnds(): void {
    const end = this.lastEnd()
    if (this.starts.at(-1)! > end) this.starts[this.starts.length - 1] = end
    this.ends.push(end)
  }

  private prefix(token: IToken, base: number): void {
    this.link()
    const level = PREFIX_LEVEL[token.tokenTypeIdx] ?? 0
    if (level === LEVEL.not && this.operators.length > base && this.levels.at(-1)! > level) {
      this.reportAt('SSL1016', { what: '`not`' }, token)
    }
    this.operators.push(token)
    this.levels.push(level)
  }

  private binary(token: IToken, base: number): void {
    this.link()
    const level = BINARY_LEVEL[token.tokenTypeIdx] ?? 0
    while (this.operators.length > base) {
      const above = this.levels.at(-1)!
      if (above < level || (above === level && level === LEVEL.power)) break
      if (above === level && isSingle(level)) {
        this.reportAt('SSL1015', { first: this.operators.at(-1)!.image, second: token.image }, token)
      }
      this.join()
    }
    this.operators.push(token)
    this.levels.push(level)
  }

  /** Joins the topmost operator with its operands. */
  private join(): void {
    const token = this.operators.pop()!
    const level = this.levels.pop()!
    const right = this.operands.pop()!
    this.starts.pop()
    const end = this.ends.pop()!
    if (level === LEVEL.negative || level === LEVEL.not) {
      this.starts.push(token.startOffset)
      const operator = level === LEVEL.not ? 'not' : '-'
      this.operands.push({ is: 'unary', start: token.startOffset, end, operator, operand: right })
    } else {
      const left = this.operands.pop()!
      const start = this.starts.at(-1)!
      this.ends.pop()
      this.operands.push(binaryNode(token, left, right, start, end))
    }
    this.ends.push(end)
  }

  private joined(base: number): Expression {
    while (this.operators.length > base) this.join()
    this.depth--
    this.starts.pop()
    this.ends.pop()
    return this.operands.pop()!
  }

  protected override abandon(): void {
    this.operators = []
    this.levels = []
    this.operands = []
    this.starts = []
    this.ends = []
    this.depth = 0
    this.links = 0
  }

  // ---- Leaves --------------------------------------------------------------------------------

  protected startsExpression(next: IToken): boolean {
    const index = next.tokenTypeIdx
    if (STARTS[index] !== 1) return false
    return DOUBTFUL[index] !== 1 || !(this.startsDeclaration() || this.startsStep())
  }

  /** Stands for an expression that is not there, if what follows can do without it. */
  private missing(next: IToken): Missing {
    this.reportAt('SSL1001', { ...this.after(), found: shown(next) }, next)
    const end = this.lastEnd()
    return { is: 'missing', start: end, end, recovered: true }
  }

  private nameNode(token: IToken): Expression {
    return { is: 'name', start: token.startOffset, end: endOf(token), text: token.image }
  }

  private booleanNode(token: IToken, value: boolean): Expression {
    return { is: 'boolean', start: token.startOffset, end: endOf(token), value }
  }

  protected stringNode(token: IToken): Expression & { is: 'string' } {
    return string(token, (sequence, at) =>
      this.report('SSL1006', { sequence }, this.span(at, at + sequence.length)),
    )
  }

  /** Tells operators that the grammar does not allow at the top of an expression here. */
  protected atLeast(level: number, node: Expression, what: string): Expression {
    const operator = looseOperator(node, level)
    if (operator !== undefined) this.report('SSL1023', { what, operator }, this.span(node.start, node.end))
    return node
  }
}

function looseOperator(node: Expression, level: number): string | undefined {
  if (node.grouped) return undefined
  if (node.is === 'if') return 'if'
  if (node.is === 'range') return LEVEL.range < level ? '..' : undefined
  if (node.is === 'unary') return node.operator === 'not' && LEVEL.not < level ? 'not' : undefined
  if (node.is === 'binary') return LEVEL_OF.get(node.operator)! < level ? node.operator : undefined
  return undefined
}

function grouped(node: Expression): Expression {
  ;(node as Building<Expression>).grouped = true
  return node
}

function binaryNode(
  token: IToken,
  left: Expression,
  right: Expression,
  start: number,
  end: number,
): Expression {
  if (token.tokenType === t.DotDot) return { is: 'range', start, end, low: left, high: right }
  const operatorAt: Located = { start: token.startOffset, end: endOf(token) }
  const operator = written(token.tokenType) as Operator
  return { is: 'binary', start, end, operator, operatorAt, left, right }
}
