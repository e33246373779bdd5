import type { IToken, ParserMethod } from 'chevrotain'
import type { Expression, Identifier, NamedType, Parameter, TupleType, Type } from './ast.js'
import { ExpressionParser } from './expressions.js'
import { LEVEL } from './precedence.js'
import type { Building } from './recovery.js'
import * as t from './tokens.js'

const COMPARISONS = ['>', '>=', '<', '<='] as const
type Comparison = (typeof COMPARISONS)[number]

/** Types, and the parameters that they belong to. */
export class TypeParser extends ExpressionParser {
  protected readonly type: ParserMethod<[], Type> = this.RULE('type', (): Type => {
    const { tokenType, startOffset: start } = this.LA(1)
    const known = tokenType === t.LeftParen || tokenType === t.LineParen || this.isName(this.LA(1))
    if (!this.RECORDING_PHASE && !known) this.expected('a type')
    const from = this.OR<NamedType | TupleType>([
      { ALT: () => this.namedType() },
      { ALT: () => this.SUBRULE(this.tupleType) },
    ])
    let type: Type = from
    this.OPTION(() => {
      this.CONSUME(t.Arrow)
      const to = this.SUBRULE(this.type)
      type = { is: 'function type', start, end: this.lastEnd(), from, to }
    })
    return type
  })

  private namedType(): NamedType {
    const name = this.name(0, 'a type')
    let axes: (Expression | '...')[] | undefined
    this.OPTION1(() => {
      const open = this.CONSUME(t.Square)
      axes = this.SUBRULE(this.axes)
      this.close(0, t.RightSquare, open)
    })
    const { start } = name
    const end = this.lastEnd()
    return axes === undefined
      ? { is: 'named type', start, end, name }
      : { is: 'named type', start, end, name, axes }
  }

  private readonly axes: ParserMethod<[], (Expression | '...')[]> = this.RULE(
    'axes',
    (): (Expression | '...')[] => {
      const open = this.LA(0)
      const list: (Expression | '...')[] = []
      if (this.LA(1).tokenType === t.RightSquare) this.expected('an axis')
      this.MANY(() => {
        list.push(
          this.OR<Expression | '...'>([
            { ALT: () => this.dots(this.CONSUME(t.Ellipsis), list.length) },
            { ALT: () => this.SUBRULE(this.expression) },
          ]),
        )
        this.comma(0, t.RightSquare, open)
      })
      return list
    },
  )

  private dots(token: IToken, place: number): '...' {
    if (place > 0) this.report('SSL1022', {}, this.spanOf(token))
    return '...'
  }

  private readonly tupleType: ParserMethod<[], TupleType> = this.RULE('tupleType', (): TupleType => {
    const open = this.CONSUME(t.Paren)
    const items: { name?: Identifier; type: Type }[] = []
    if (this.LA(1).tokenType === t.RightParen) this.expected('a type')
    this.MANY(() => {
      items.push(this.tupleItem())
      this.comma(0, t.RightParen, open)
    })
    this.close(0, t.RightParen, open)
    return { is: 'tuple type', start: open.startOffset, end: this.lastEnd(), items }
  })

  private tupleItem(): { name?: Identifier; type: Type } {
    let type = this.SUBRULE(this.type)
    let name: Identifier | undefined
    this.OPTION(() => {
      if (!this.RECORDING_PHASE && (type.is !== 'named type' || type.axes !== undefined))
        this.expected('`,` or `)`')
      this.CONSUME(t.Colon)
      name = type.is === 'named type' ? type.name : undefined
      type = this.SUBRULE1(this.type)
    })
    return name === undefined ? { type } : { name, type }
  }

  /** One list of a header, with its parentheses. */
  protected readonly parameters: ParserMethod<[], Parameter[]> = this.RULE('parameters', (): Parameter[] => {
    const open = this.CONSUME(t.Paren)
    const list: Parameter[] = []
    this.MANY(() => {
      list.push(this.parameter())
      this.comma(0, t.RightParen, open)
    })
    const isLast = this.LA(1).tokenType === t.RightParen
    if (!isLast && (this.LA(0) === open || this.LA(0).tokenType === t.Comma))
      this.name(9, 'the name of a parameter')
    this.close(0, t.RightParen, open)
    return list
  })

  private parameter(): Parameter {
    const name = this.name(0, 'the name of a parameter')
    this.sign(0, t.Colon)
    const type = this.SUBRULE(this.type)
    const node: Building<Parameter> = { start: name.start, end: 0, name, type }
    this.OPTION(() => {
      const start = this.LA(1).startOffset
      const bound = this.OR([
        { ALT: () => ({ operator: this.comparison(this.CONSUME(t.Limit)), limit: this.limit(LEVEL.sum) }) },
        { ALT: () => ({ operator: this.inWord(this.CONSUME(t.In)), range: this.limitRange() }) },
      ])
      node.bound = { start, end: this.lastEnd(), ...bound }
    })
    this.OPTION1(() => {
      this.CONSUME(t.Becomes)
      node.default = this.SUBRULE2(this.expression)
    })
    node.end = this.lastEnd()
    return node
  }

  private limit(level: number): Expression {
    return this.atLeast(level, this.SUBRULE(this.expression), 'a bound')
  }

  private limitRange(): Expression {
    return this.atLeast(LEVEL.range, this.SUBRULE1(this.expression), 'a bound')
  }

  private comparison({ image }: IToken): Comparison {
    return COMPARISONS.find((sign) => sign === image) ?? '>'
  }

  private inWord(_: IToken): 'in' {
    return 'in'
  }
}
