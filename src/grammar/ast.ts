/**
 * The syntax tree of a `.ssl` file. Every node has the offsets of its first and behind its last
 * character; `recovered` marks a node that the parser completed after a mistake.
 */
export interface Located {
  readonly start: number
  readonly end: number
  readonly recovered?: true
}

/** A name at the place where it is written. */
export interface Identifier extends Located {
  readonly text: string
}

export interface Comment extends Located {
  /** `//` or `///`. */
  readonly doc: boolean
  /** Without the slashes and the blank after them. */
  readonly text: string
}

export interface File extends Located {
  readonly is: 'file'
  readonly doc?: string
  readonly imports: readonly Import[]
  readonly declarations: readonly Declaration[]
  /** All comments of the file in order, doc comments too. */
  readonly comments: readonly Comment[]
}

/** `import std.losses.{nt_xent}`, `import std.{augment, losses}`, `import "byol.ssl".{images}`. */
export interface Import extends Located {
  readonly is: 'import'
  readonly from: { readonly path: StringLiteral } | { readonly module: readonly Identifier[] }
  readonly names?: readonly Identifier[]
  readonly doc?: string
}

export type Declaration = Constant | Model | Data | Definition | Pretext | Train | Evaluate

export interface Constant extends Located {
  readonly is: 'constant'
  readonly name: Identifier
  readonly value: Expression
  readonly doc?: string
}

/** At the top of a file and as a statement. */
export interface Model extends Located {
  readonly is: 'model'
  readonly name: Identifier
  readonly value: Expression
  readonly doc?: string
}

export interface Data extends Located {
  readonly is: 'data'
  readonly name: Identifier
  readonly type: Type
  readonly source: Expression
  readonly doc?: string
}

export type Role = 'fn' | 'augment' | 'layer' | 'encoder' | 'head' | 'loss'

export interface Definition extends Located {
  readonly is: 'definition'
  readonly role: Role
  readonly name: Identifier
  /** Absent where only one list is written. */
  readonly configuration?: readonly Parameter[]
  readonly data: readonly Parameter[]
  readonly result?: Type
  readonly body: readonly Statement[]
  readonly value: Expression
  readonly doc?: string
}

export interface Parameter extends Located {
  readonly name: Identifier
  readonly type: Type
  readonly bound?: Bound
  readonly default?: Expression
}

export type Bound = Located &
  (
    | { readonly operator: '>' | '>=' | '<' | '<='; readonly limit: Expression }
    | { readonly operator: 'in'; readonly range: Expression }
  )

export type Type = NamedType | TupleType | FunctionType

export interface NamedType extends Located {
  readonly is: 'named type'
  readonly name: Identifier
  /** Absent for a scalar. `'...'` only at the front. */
  readonly axes?: readonly (Expression | '...')[]
}

export interface TupleType extends Located {
  readonly is: 'tuple type'
  readonly items: readonly { readonly name?: Identifier; readonly type: Type }[]
}

export interface FunctionType extends Located {
  readonly is: 'function type'
  readonly from: NamedType | TupleType
  readonly to: Type
}

// ---- Statements and steps --------------------------------------------------------------------

export type Statement = Let | LetTuple | Param | State | Update | Model | Require

/** `let s[i, j < n] = e` computes, `let s ~ uniform(0..1)` draws. */
export interface Let extends Located {
  readonly is: 'let'
  readonly name: Identifier
  readonly indices?: readonly Expression[]
  readonly draw: boolean
  readonly value: Expression
  readonly doc?: string
}

export interface LetTuple extends Located {
  readonly is: 'let tuple'
  readonly names: readonly Identifier[]
  readonly value: Expression
  readonly doc?: string
}

export interface Param extends Located {
  readonly is: 'param'
  readonly name: Identifier
  readonly type: Type
  readonly draw: boolean
  readonly value: Expression
  readonly doc?: string
}

export interface State extends Located {
  readonly is: 'state'
  readonly name: Identifier
  readonly type: Type
  readonly draw: boolean
  readonly value: Expression
  readonly doc?: string
}

export interface Update extends Located {
  readonly is: 'update'
  readonly name: Identifier
  readonly index?: Expression
  readonly value: Expression
  readonly doc?: string
}

export interface Require extends Located {
  readonly is: 'require'
  readonly condition: Expression
  readonly message: StringLiteral
  readonly doc?: string
}

export type Step = Statement | Batch | Metric | Minimize | Stage

export interface Pretext extends Located {
  readonly is: 'pretext'
  readonly name: Identifier
  readonly steps: readonly Step[]
  readonly doc?: string
}

export interface Batch extends Located {
  readonly is: 'batch'
  /** One name, or several for an example that is a tuple. */
  readonly names: readonly Identifier[]
  readonly at?: Identifier
  readonly from: Identifier
  readonly settings: readonly { readonly name: Identifier; readonly value: Expression }[]
  readonly doc?: string
}

export interface Metric extends Located {
  readonly is: 'metric'
  readonly name: Identifier
  readonly value: Expression
  readonly doc?: string
}

export interface Minimize extends Located {
  readonly is: 'minimize'
  readonly value: Expression
  readonly over?: readonly Identifier[]
  readonly doc?: string
}

export interface Stage extends Located {
  readonly is: 'stage'
  readonly name: Identifier
  readonly steps: readonly Step[]
  readonly doc?: string
}

export interface Train extends Located {
  readonly is: 'train'
  readonly pretexts: readonly Identifier[]
  readonly settings: readonly (Setting | StageSettings)[]
  readonly doc?: string
}

export interface Setting extends Located {
  readonly is: 'setting'
  readonly name: Identifier
  readonly over?: readonly Identifier[]
  readonly value: Expression
  readonly doc?: string
}

export interface StageSettings extends Located {
  readonly is: 'stage settings'
  readonly name: Identifier
  readonly settings: readonly (Setting | StageSettings)[]
  readonly doc?: string
}

export interface Evaluate extends Located {
  readonly is: 'evaluate'
  readonly targets: readonly { readonly pretext: Identifier; readonly model: Identifier }[]
  readonly items: readonly (Setting | Evaluation)[]
  readonly doc?: string
}

/** `knn(k: 20)` in an evaluate block. */
export interface Evaluation extends Located {
  readonly is: 'evaluation'
  readonly name: Identifier
  readonly arguments: readonly Argument[]
  readonly doc?: string
}

// ---- Expressions -----------------------------------------------------------------------------

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | Name
  | Tuple
  | List
  | ListFor
  | If
  | Binary
  | Unary
  | Range
  | Call
  | Index
  | Field
  | Missing

/** True of an expression that stands in parentheses of its own; its offsets are those inside. */
interface Grouped {
  readonly grouped?: true
}

export type Unit = '%' | 'epoch' | 'epochs' | 'step' | 'steps' | 's' | 'ms' | 'khz' | 'hz'

export interface NumberLiteral extends Located, Grouped {
  readonly is: 'number'
  readonly value: number
  /** As written, so that the formatter keeps `1e-3`. */
  readonly text: string
  /** True without point and exponent. */
  readonly whole: boolean
  readonly unit?: Unit
}

export interface StringLiteral extends Located, Grouped {
  readonly is: 'string'
  readonly value: string
  readonly text: string
}

export interface BooleanLiteral extends Located, Grouped {
  readonly is: 'boolean'
  readonly value: boolean
}

export interface Name extends Located, Grouped {
  readonly is: 'name'
  readonly text: string
}

export interface Tuple extends Located, Grouped {
  readonly is: 'tuple'
  readonly items: readonly Expression[]
}

export interface List extends Located, Grouped {
  readonly is: 'list'
  readonly items: readonly Expression[]
}

/** `[for s in 0 .. S - 1, i in 1..blocks: e]`. */
export interface ListFor extends Located, Grouped {
  readonly is: 'list for'
  readonly clauses: readonly { readonly name: Identifier; readonly in: Expression }[]
  readonly body: Expression
}

export interface If extends Located, Grouped {
  readonly is: 'if'
  readonly condition: Expression
  readonly then: Expression
  readonly else: Expression
}

export type BinaryOperator =
  | '|>'
  | 'or'
  | 'and'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '@'
  | 'div'
  | 'mod'
  | '^'

export interface Binary extends Located, Grouped {
  readonly is: 'binary'
  readonly operator: BinaryOperator
  readonly operatorAt: Located
  readonly left: Expression
  readonly right: Expression
}

export interface Unary extends Located, Grouped {
  readonly is: 'unary'
  readonly operator: '-' | 'not'
  readonly operand: Expression
}

export interface Range extends Located, Grouped {
  readonly is: 'range'
  readonly low: Expression
  readonly high: Expression
}

export interface Argument extends Located {
  readonly name?: Identifier
  readonly value: Expression
}

/** Also reductions with brackets: the callee of `sum[i](e)` is an index of the name `sum`. */
export interface Call extends Located, Grouped {
  readonly is: 'call'
  readonly callee: Expression
  readonly arguments: readonly Argument[]
}

export interface Index extends Located, Grouped {
  readonly is: 'index'
  readonly object: Expression
  readonly items: readonly Expression[]
}

export interface Field extends Located, Grouped {
  readonly is: 'field'
  readonly object: Expression
  readonly name: Identifier
}

/** Stands where the parser found no expression; a diagnostic has been given. */
export interface Missing extends Located, Grouped {
  readonly is: 'missing'
}
