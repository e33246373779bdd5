import type { ParserMethod } from 'chevrotain'
import type {
  Batch,
  Expression,
  Identifier,
  Let,
  LetTuple,
  Metric,
  Minimize,
  Model,
  Param,
  Require,
  Stage,
  State,
  Statement,
  Step,
  Update,
} from './ast.js'
import { LEVEL } from './precedence.js'
import { type Building, documented } from './recovery.js'
import * as t from './tokens.js'
import { TypeParser } from './types.js'

export const STATEMENT_WORDS = t.RESERVED.statement.map((type) => type.name)
export const STEP_WORDS = [...t.STEPS.map((type) => type.name), ...STATEMENT_WORDS]

/** Statements of bodies, and the steps of pretexts and stages. */
export class StatementParser extends TypeParser {
  protected readonly statement: ParserMethod<[], Statement> = this.RULE('statement', () =>
    this.OR<Statement>([
      { ALT: () => this.SUBRULE(this.let) },
      { ALT: () => this.SUBRULE(this.owned) },
      { ALT: () => this.SUBRULE(this.update) },
      { ALT: () => this.SUBRULE(this.model) },
      { ALT: () => this.SUBRULE(this.require) },
    ]),
  )

  // ---- Values --------------------------------------------------------------------------------

  private readonly let: ParserMethod<[], Let | LetTuple> = this.RULE('letRule', (): Let | LetTuple => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Let)
    const next = this.LA(1)
    if (!this.RECORDING_PHASE && !this.isName(next) && next.image !== '(') this.name(9, 'the name of a value')
    return this.OR<Let | LetTuple>([
      { ALT: () => this.letOne(start, doc) },
      { ALT: () => this.letTuple(start, doc) },
    ])
  })

  private letOne(start: number, doc: string | undefined): Let {
    const name = this.name(0, 'the name of a value')
    let indices: Expression[] | undefined
    this.OPTION(() => {
      const open = this.CONSUME(t.LeftSquare)
      indices = this.SUBRULE(this.indices)
      this.close(0, t.RightSquare, open)
    })
    const draw = this.SUBRULE(this.binder)
    const value = this.SUBRULE(this.expression)
    const node: Building<Let> = { is: 'let', start, end: this.lastEnd(), name, draw, value }
    if (indices !== undefined) node.indices = indices
    return documented(node, doc)
  }

  private readonly indices: ParserMethod<[], Expression[]> = this.RULE('indices', (): Expression[] => {
    const open = this.LA(0)
    const list: Expression[] = []
    if (this.LA(1).tokenType === t.RightSquare) this.expected('an index')
    this.MANY(() => {
      list.push(this.atLeast(LEVEL.compare, this.SUBRULE(this.expression), 'an index'))
      this.comma(0, t.RightSquare, open)
    })
    return list
  })

  private letTuple(start: number, doc: string | undefined): LetTuple {
    const open = this.CONSUME(t.Paren)
    const names = this.SUBRULE(this.names)
    this.close(0, t.RightParen, open)
    this.sign(0, t.Becomes)
    const value = this.SUBRULE1(this.expression)
    return documented({ is: 'let tuple', start, end: this.lastEnd(), names, value }, doc)
  }

  /** The names in a pair of brackets, up to the closing one. */
  protected readonly names: ParserMethod<[], Identifier[]> = this.RULE('names', (): Identifier[] => {
    const open = this.LA(0)
    const close = open.tokenType === t.LeftCurly ? t.RightCurly : t.RightParen
    const list: Identifier[] = []
    if (!this.RECORDING_PHASE && !this.isName(this.LA(1))) this.name(9, 'a name')
    this.MANY(() => {
      list.push(this.name(0, 'a name'))
      this.comma(0, close, open)
    })
    return list
  })

  /** `=` computes, `~` draws: true for the latter. */
  private readonly binder: ParserMethod<[], boolean> = this.RULE('binder', (): boolean => {
    const draws = this.LA(1).tokenType === t.Draws
    if (!draws && !this.RECORDING_PHASE && this.LA(1).tokenType !== t.Becomes) this.expected('`=` or `~`')
    this.OR([{ ALT: () => this.CONSUME(t.Becomes) }, { ALT: () => this.CONSUME(t.Draws) }])
    return draws
  })

  // ---- Parameters, state, models -------------------------------------------------------------

  private readonly owned: ParserMethod<[], Param | State> = this.RULE('owned', (): Param | State => {
    const doc = this.doc()
    const { tokenType, startOffset: start } = this.LA(1)
    this.OR([{ ALT: () => this.CONSUME(t.Param) }, { ALT: () => this.CONSUME(t.State) }])
    const is = tokenType === t.Param ? 'param' : 'state'
    const name = this.name(0, is === 'param' ? 'the name of a parameter' : 'the name of a state')
    this.sign(0, t.Colon)
    const type = this.SUBRULE(this.type)
    const draw = this.SUBRULE(this.binder)
    const value = this.SUBRULE(this.expression)
    return documented<Param | State>({ is, start, end: this.lastEnd(), name, type, draw, value }, doc)
  })

  private readonly update: ParserMethod<[], Update> = this.RULE('updateRule', (): Update => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Update)
    const name = this.name(0, 'the name of a state')
    let index: Expression | undefined
    this.OPTION(() => {
      const open = this.CONSUME(t.LeftSquare)
      index = this.SUBRULE(this.expression)
      this.close(0, t.RightSquare, open)
    })
    this.sign(0, t.Becomes)
    const value = this.SUBRULE1(this.expression)
    const node: Building<Update> = { is: 'update', start, end: this.lastEnd(), name, value }
    if (index !== undefined) node.index = index
    return documented(node, doc)
  })

  protected readonly model: ParserMethod<[], Model> = this.RULE('modelRule', (): Model => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Model)
    const name = this.name(0, 'the name of a model')
    this.sign(0, t.Becomes)
    const value = this.SUBRULE(this.expression)
    return documented({ is: 'model', start, end: this.lastEnd(), name, value }, doc)
  })

  private readonly require: ParserMethod<[], Require> = this.RULE('requireRule', (): Require => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Require)
    const condition = this.SUBRULE(this.expression)
    this.sign(0, t.Comma)
    if (!this.RECORDING_PHASE && !this.isString(this.LA(1))) this.expected('a message in quotes')
    const message = this.stringNode(this.CONSUME(t.StringToken))
    return documented({ is: 'require', start, end: this.lastEnd(), condition, message }, doc)
  })

  // ---- Steps ---------------------------------------------------------------------------------

  private readonly step: ParserMethod<[], Step> = this.RULE('step', () =>
    this.OR<Step>([
      { ALT: () => this.SUBRULE(this.statement) },
      { ALT: () => this.SUBRULE(this.batch) },
      { ALT: () => this.SUBRULE(this.metric) },
      { ALT: () => this.SUBRULE(this.minimize) },
      { ALT: () => this.SUBRULE(this.stage) },
    ]),
  )

  /** The steps of a block with its braces; `place` names it in messages. */
  protected readonly steps: ParserMethod<[string], Step[]> = this.RULE('steps', (place: string): Step[] => {
    const open = this.sign(0, t.LeftCurly)
    const list: Step[] = []
    do {
      this.MANY(() => this.guarded(() => list.push(this.SUBRULE(this.step))))
    } while (this.stray(place, STEP_WORDS))
    this.close(0, t.RightCurly, open)
    return list
  })

  private readonly batch: ParserMethod<[], Batch> = this.RULE('batchRule', (): Batch => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Batch)
    const next = this.LA(1)
    if (!this.RECORDING_PHASE && !this.isName(next) && next.image !== '(')
      this.name(9, 'the name of the examples')
    const names = this.OR([
      { ALT: () => [this.name(0, 'the name of the examples')] },
      { ALT: () => this.exampleNames() },
    ])
    const at = this.at()
    this.sign(0, t.From)
    const from = this.name(2, 'the name of the data')
    const settings: { name: Identifier; value: Expression }[] = []
    this.MANY(() => {
      this.CONSUME(t.Comma)
      const name = this.name(3, 'a setting of the batch')
      this.mendColon()
      this.sign(0, t.Colon)
      settings.push({ name, value: this.SUBRULE(this.expression) })
    })
    const node: Building<Batch> = { is: 'batch', start, end: this.lastEnd(), names, from, settings }
    if (at !== undefined) node.at = at
    return documented(node, doc)
  })

  private exampleNames(): Identifier[] {
    const open = this.CONSUME(t.Paren)
    const names = this.SUBRULE(this.names)
    this.close(0, t.RightParen, open)
    return names
  }

  private at(): Identifier | undefined {
    let at: Identifier | undefined
    this.OPTION(() => {
      this.CONSUME(t.At)
      at = this.name(1, 'a name for the numbers of the examples')
    })
    return at
  }

  private readonly metric: ParserMethod<[], Metric> = this.RULE('metricRule', (): Metric => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Metric)
    const name = this.name(0, 'the name of a metric')
    this.sign(0, t.Becomes)
    const value = this.SUBRULE(this.expression)
    return documented({ is: 'metric', start, end: this.lastEnd(), name, value }, doc)
  })

  private readonly minimize: ParserMethod<[], Minimize> = this.RULE('minimizeRule', (): Minimize => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Minimize)
    const value = this.SUBRULE(this.expression)
    const over = this.SUBRULE(this.over)
    const node: Building<Minimize> = { is: 'minimize', start, end: this.lastEnd(), value }
    if (over !== undefined) node.over = over
    return documented(node, doc)
  })

  /** The models behind `over`, if any. */
  protected readonly over: ParserMethod<[], Identifier[] | undefined> = this.RULE(
    'overRule',
    (): Identifier[] | undefined => {
      let over: Identifier[] | undefined
      this.OPTION(() => {
        this.CONSUME(t.Over)
        over = this.SUBRULE(this.openNames, { ARGS: ['the name of a model'] })
      })
      return over
    },
  )

  /** Names without brackets around them. */
  protected readonly openNames: ParserMethod<[string], Identifier[]> = this.RULE(
    'openNames',
    (what: string): Identifier[] => {
      const list = [this.name(0, what)]
      this.MANY(() => {
        this.CONSUME(t.Comma)
        list.push(this.name(1, what))
      })
      return list
    },
  )

  private readonly stage: ParserMethod<[], Stage> = this.RULE('stageRule', (): Stage => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Stage)
    const name = this.name(0, 'the name of a stage')
    const steps = this.SUBRULE(this.steps, { ARGS: [`stage \`${name.text}\``] })
    return documented({ is: 'stage', start, end: this.lastEnd(), name, steps }, doc)
  })
}
