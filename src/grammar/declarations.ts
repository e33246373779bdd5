import { EOF, type IToken, type ParserMethod } from 'chevrotain'
import type {
  Comment,
  Constant,
  Data,
  Declaration,
  Definition,
  Evaluate,
  Evaluation,
  Expression,
  File,
  Identifier,
  Import,
  Pretext,
  Role,
  Setting,
  StageSettings,
  Statement,
  StringLiteral,
  Train,
} from './ast.js'
import { type Building, documented, shown, UNITS } from './recovery.js'
import { STATEMENT_WORDS, StatementParser } from './statements.js'
import * as t from './tokens.js'

const WORDS = ['import', 'let', 'model', ...t.DECLARATIONS.map((type) => type.name)]

/** Files: imports, then declarations in any order. */
export class DeclarationParser extends StatementParser {
  /** The definition whose body was the last thing before the next token. */
  private last: Definition | undefined

  protected override begin(text: string, file: string, tokens: IToken[], comments: readonly Comment[]): void {
    super.begin(text, file, tokens, comments)
    this.last = undefined
  }

  readonly fileRule: ParserMethod<[], File> = this.RULE('file', (): File => {
    const doc = this.fileDoc()
    const skip = (column: number) => this.skipTop(column)
    const imports: Import[] = []
    const declarations: Declaration[] = []
    let early = 0
    do {
      this.MANY(() => this.guarded(() => imports.push(this.SUBRULE(this.import)), skip))
      if (declarations.length > 0) this.tellLate(imports.slice(early))
      early = imports.length
      this.MANY1(() => this.guarded(() => declarations.push(this.SUBRULE(this.declaration)), skip))
    } while (this.strayTop())
    const file: Building<File> = {
      is: 'file',
      start: 0,
      end: this.text.length,
      imports,
      declarations,
      comments: [],
    }
    return documented(file, doc)
  })

  private tellLate(imports: readonly Import[]): void {
    for (const { start, end } of imports) this.report('SSL1014', {}, this.span(start, end))
  }

  private readonly declaration: ParserMethod<[], Declaration> = this.RULE('declaration', (): Declaration => {
    this.last = undefined
    return this.OR<Declaration>([
      { ALT: () => this.SUBRULE(this.constant) },
      { ALT: () => this.SUBRULE(this.model) },
      { ALT: () => this.SUBRULE(this.data) },
      { ALT: () => this.SUBRULE(this.definition) },
      { ALT: () => this.SUBRULE(this.pretext) },
      { ALT: () => this.SUBRULE(this.train) },
      { ALT: () => this.SUBRULE(this.evaluate) },
    ])
  })

  // ---- Imports -------------------------------------------------------------------------------

  private readonly import: ParserMethod<[], Import> = this.RULE('importRule', (): Import => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Import)
    const next = this.LA(1)
    if (!this.RECORDING_PHASE && !this.isName(next) && !this.isString(next)) {
      this.expected('a module such as `std.losses` or a file in quotes')
    }
    const { from, names } = this.OR<Pick<Building<Import>, 'from' | 'names'>>([
      { ALT: () => this.importFile() },
      { ALT: () => this.importModule() },
    ])
    const node: Building<Import> = { is: 'import', start, end: this.lastEnd(), from }
    if (names !== undefined) node.names = names
    return documented(node, doc)
  })

  private importFile(): Pick<Import, 'from' | 'names'> {
    const path: StringLiteral = this.stringNode(this.CONSUME(t.StringToken))
    let names: Identifier[] | undefined
    this.OPTION(() => {
      this.CONSUME(t.Dot)
      names = this.SUBRULE(this.braced)
    })
    return names === undefined ? { from: { path } } : { from: { path }, names }
  }

  private importModule(): Pick<Import, 'from' | 'names'> {
    const module = [this.name(0, 'the name of a module')]
    let names: Identifier[] | undefined
    this.MANY(() => {
      if (names !== undefined) this.expected('the end of the import')
      this.CONSUME1(t.Dot)
      if (!this.RECORDING_PHASE && !this.isName(this.LA(1)) && this.LA(1).tokenType !== t.LeftCurly) {
        this.expected('the name of a module or `{`')
      }
      this.OR1([
        { ALT: () => module.push(this.name(1, 'the name of a module')) },
        {
          ALT: () => {
            names = this.SUBRULE1(this.braced)
          },
        },
      ])
    })
    return names === undefined ? { from: { module } } : { from: { module }, names }
  }

  private readonly braced: ParserMethod<[], Identifier[]> = this.RULE('braced', (): Identifier[] => {
    const open = this.sign(0, t.LeftCurly)
    const names = this.SUBRULE(this.names)
    this.close(0, t.RightCurly, open)
    return names
  })

  // ---- Constants, data, definitions ----------------------------------------------------------

  private readonly constant: ParserMethod<[], Constant> = this.RULE('constant', (): Constant => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Let)
    const name = this.name(0, 'the name of a constant')
    this.sign(0, t.Becomes)
    const value = this.SUBRULE(this.expression)
    return documented({ is: 'constant', start, end: this.lastEnd(), name, value }, doc)
  })

  private readonly data: ParserMethod<[], Data> = this.RULE('dataRule', (): Data => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Data)
    const name = this.name(0, 'the name of the data')
    this.sign(0, t.Colon)
    const type = this.SUBRULE(this.type)
    this.sign(0, t.Becomes)
    const source = this.SUBRULE(this.expression)
    return documented({ is: 'data', start, end: this.lastEnd(), name, type, source }, doc)
  })

  private readonly definition: ParserMethod<[], Definition> = this.RULE('definition', (): Definition => {
    const doc = this.doc()
    const word = this.CONSUME(t.Role)
    const name = this.name(0, `the name of the ${word.image}`)
    if (!this.RECORDING_PHASE && this.LA(1).image !== '(') this.expected('`(`')
    const first = this.SUBRULE(this.parameters)
    const node: Building<Definition> = {
      ...{ is: 'definition', start: word.startOffset, end: 0, role: word.image as Role, name },
      ...{ data: first, body: [], value: NOTHING },
    }
    this.OPTION(() => {
      node.configuration = first
      node.data = this.SUBRULE1(this.parameters)
    })
    this.OPTION1(() => {
      this.CONSUME(t.Arrow)
      node.result = this.SUBRULE(this.type)
    })
    this.sign(0, t.Becomes)
    this.body(node)
    node.end = this.lastEnd()
    this.last = node
    return documented(node, doc)
  })

  /** `{statement} expr`; a statement with a mistake is left out. */
  private body(node: Building<Definition>): void {
    const body: Statement[] = []
    const mistakes = this.diagnostics.length
    do {
      this.MANY(() => this.guarded(() => body.push(this.SUBRULE(this.statement))))
    } while (this.strayInBody())
    node.body = body
    const next = this.LA(1)
    if (!this.RECORDING_PHASE && !this.startsExpression(next)) {
      node.value = this.noValue(node.name.text, next, this.diagnostics.length > mistakes)
    } else node.value = this.SUBRULE(this.expression)
  }

  /** Mends a misspelt word, and skips what begins neither a statement nor a value. */
  private strayInBody(): boolean {
    const next = this.LA(1)
    if (this.RECORDING_PHASE) return false
    if (this.LA(2).tokenType === t.Identifier && this.mend(STATEMENT_WORDS)) return true
    const ends = next.tokenType === EOF || next.tokenType === t.RightCurly || this.startsTop()
    if (ends || this.startsExpression(next)) return false
    if (this.columnOf(next) === 0) return false
    this.tellStrayTop(next)
    this.skipLine()
    return true
  }

  private noValue(name: string, next: IToken, told: boolean): Expression {
    if (!told) this.reportAt('SSL1019', { name, found: shown(next) }, next)
    const end = this.lastEnd()
    return { is: 'missing', start: end, end, recovered: true }
  }

  // ---- Pretexts, training, evaluation --------------------------------------------------------

  private readonly pretext: ParserMethod<[], Pretext> = this.RULE('pretextRule', (): Pretext => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Pretext)
    const name = this.name(0, 'the name of the pretext')
    const steps = this.SUBRULE(this.steps, { ARGS: [`pretext \`${name.text}\``] })
    return documented({ is: 'pretext', start, end: this.lastEnd(), name, steps }, doc)
  })

  private readonly train: ParserMethod<[], Train> = this.RULE('trainRule', (): Train => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Train)
    const pretexts = this.SUBRULE(this.openNames, { ARGS: ['the name of a pretext'] })
    const settings = this.SUBRULE(this.settings, { ARGS: ['a train block'] })
    return documented({ is: 'train', start, end: this.lastEnd(), pretexts, settings }, doc)
  })

  private readonly settings: ParserMethod<[string], (Setting | StageSettings)[]> = this.RULE(
    'settings',
    (place: string) => {
      const open = this.sign(0, t.LeftCurly)
      const list: (Setting | StageSettings)[] = []
      do {
        this.MANY({
          GATE: () => !this.startsTop(),
          DEF: () => this.guarded(() => list.push(this.SUBRULE(this.setting))),
        })
      } while (this.stray(place, ['a setting']))
      this.close(0, t.RightCurly, open)
      return list
    },
  )

  private readonly setting: ParserMethod<[], Setting | StageSettings> = this.RULE(
    'setting',
    (): Setting | StageSettings => {
      const doc = this.doc()
      const stage = this.LA(1).tokenType === t.Stage && this.isName(this.LA(2))
      const first = this.name(0, 'a setting')
      const isOver = this.LA(1).tokenType === t.Over
      if (!stage && !isOver) this.mendColon()
      if (!this.RECORDING_PHASE && !stage && !isOver && this.LA(1).tokenType !== t.Colon) this.expected('`:`')
      return this.OR<Setting | StageSettings>([
        { GATE: () => stage, ALT: () => this.stageSettings(first.start, doc) },
        { ALT: () => this.settingValue(first, doc) },
      ])
    },
  )

  private stageSettings(start: number, doc: string | undefined): StageSettings {
    const name = this.name(1, 'the name of a stage')
    const settings = this.SUBRULE(this.settings, { ARGS: [`the settings of stage \`${name.text}\``] })
    return documented({ is: 'stage settings', start, end: this.lastEnd(), name, settings }, doc)
  }

  private settingValue(name: Identifier, doc: string | undefined): Setting {
    const over = this.SUBRULE(this.over)
    this.sign(0, t.Colon)
    const value = this.SUBRULE(this.expression)
    this.skipUnitOfSetting()
    const node: Building<Setting> = { is: 'setting', start: name.start, end: this.lastEnd(), name, value }
    if (over !== undefined) node.over = over
    return documented(node, doc)
  }

  /** A name behind a number is no unit only if it begins another setting. */
  private skipUnitOfSetting(): void {
    if (![':', '(', 'over'].includes(this.LA(2).image)) this.skipUnit()
  }

  private readonly evaluate: ParserMethod<[], Evaluate> = this.RULE('evaluateRule', (): Evaluate => {
    const doc = this.doc()
    const { startOffset: start } = this.CONSUME(t.Evaluate)
    const targets = [this.target(0)]
    this.MANY(() => {
      this.CONSUME(t.Comma)
      targets.push(this.target(1))
    })
    const open = this.sign(0, t.LeftCurly)
    const items: (Setting | Evaluation)[] = []
    do {
      this.MANY1({
        GATE: () => !this.startsTop(),
        DEF: () => this.guarded(() => items.push(this.SUBRULE(this.evaluation))),
      })
    } while (this.stray('an evaluate block', ['an evaluation or setting']))
    this.close(0, t.RightCurly, open)
    return documented({ is: 'evaluate', start, end: this.lastEnd(), targets, items }, doc)
  })

  private target(occurrence: 0 | 1): { pretext: Identifier; model: Identifier } {
    const pretext = this.name(2 * occurrence, 'the name of a pretext')
    this.sign(occurrence, t.Dot)
    return { pretext, model: this.name(2 * occurrence + 1, 'the name of a model') }
  }

  private readonly evaluation: ParserMethod<[], Setting | Evaluation> = this.RULE(
    'evaluation',
    (): Setting | Evaluation => {
      const doc = this.doc()
      const name = this.name(0, 'an evaluation')
      const { image } = this.LA(1)
      if (!this.RECORDING_PHASE && image !== ':' && image !== '(') this.expected('`(` or `:`')
      return this.OR<Setting | Evaluation>([
        {
          ALT: () => {
            this.CONSUME(t.Colon)
            const value = this.SUBRULE(this.expression)
            return documented({ is: 'setting', start: name.start, end: this.lastEnd(), name, value }, doc)
          },
        },
        {
          ALT: () => {
            const open = this.CONSUME(t.Paren)
            const list = this.SUBRULE(this.argumentList)
            this.close(0, t.RightParen, open)
            const end = this.lastEnd()
            return documented({ is: 'evaluation', start: name.start, end, name, arguments: list }, doc)
          },
        },
      ])
    },
  )

  // ---- What belongs to nothing ---------------------------------------------------------------

  /** Tells a line that begins no declaration and skips it; false at the end of the file. */
  private strayTop(): boolean {
    const next = this.LA(1)
    if (this.RECORDING_PHASE || next.tokenType === EOF) return false
    if (next.tokenType === t.Import || this.mend(WORDS)) return true
    this.tellStrayTop(next)
    const column = this.columnOf(next)
    this.SKIP_TOKEN()
    this.skipTop(column)
    return true
  }

  private tellStrayTop(next: IToken): void {
    const { image, tokenType } = next
    if ([t.RightParen, t.RightSquare, t.RightCurly].includes(tokenType)) {
      this.reportAt('SSL1018', { bracket: image }, next)
    } else if (
      [t.Param, t.State, t.Update, t.Require, ...t.STEPS].includes(tokenType) &&
      this.last === undefined
    ) {
      const home = t.STEPS.includes(tokenType) ? 'a pretext' : 'a body'
      this.reportAt('SSL1017', { word: image, home }, next)
    } else this.tellNoDeclaration(next)
    this.last = undefined
  }

  private tellNoDeclaration(next: IToken): void {
    const value = this.last?.value
    if (this.last === undefined || value === undefined) {
      if (this.tellMidLine(next)) return
      this.reportAt('SSL1009', { found: shown(next), words: WORDS }, next)
      return
    }
    const number = /[\d.]{1,30}[ \t]*$/
      .exec(this.text.slice(Math.max(0, value.start - 40), value.start))?.[0]
      .trim()
    if (value.is === 'name' && number !== undefined) {
      const args = { number, word: value.text, units: UNITS }
      this.report('SSL1008', args, this.span(value.start, value.end))
      return
    }
    const sign = ['(', '[', '-'].find((open) => this.text.startsWith(open, value.start))
    const args = { found: shown(next), words: WORDS, ended: this.last.name.text }
    const message =
      sign === undefined
        ? 'the value of the body is this'
        : `the value of the body is this: a line that starts with \`${sign}\` begins something new`
    this.reportAt('SSL1009', args, next, { related: [{ message, span: this.span(value.start, value.end) }] })
  }

  /** Skips to the next declaration, or a line as far left as the one that failed. */
  private skipTop(column: number): void {
    do {
      this.skip(column)
      if (this.LA(1).tokenType !== t.RightCurly) return
      this.SKIP_TOKEN()
    } while (this.LA(1).tokenType !== EOF)
  }
}

/** Stands in a node until its value was read. */
const NOTHING: Expression = { is: 'missing', start: 0, end: 0 }
