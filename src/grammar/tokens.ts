import { createToken, Lexer, type TokenType } from 'chevrotain'

/**
 * The tokens of the language. Lexing yields names, numbers, strings and signs; words get their own
 * types, and brackets and minus signs that are the first on a line theirs, right after it (`lex`).
 */

const UNIT = '%|epochs?|steps?|ms|s|khz|hz'

/** Sources of the patterns, shared with the editor grammars. */
export const PATTERNS = {
  name: '[A-Za-z_][A-Za-z0-9_]*',
  /** A word as a unit must not be the name of a setting that follows (`epochs: 2 log: 1`). */
  number: `\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?:[ \\t]*(?:%|(?:${UNIT.slice(2)})(?![A-Za-z0-9_]|[ \\t]*:)))?`,
  unit: UNIT,
  string: '"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"',
  escape: '\\\\(?:["\\\\n]|u\\{[0-9A-Fa-f]{1,6}\\})',
  doc: '///(?!/)[^\\r\\n]*',
  comment: '//[^\\r\\n]*',
} as const

const abstract = (name: string, label: string, categories: TokenType[] = []): TokenType =>
  createToken({ name, label, pattern: Lexer.NA, categories })

const pattern = (name: string, label: string, source: string, categories: TokenType[] = []): TokenType =>
  createToken({ name, label, pattern: new RegExp(source), categories })

// ---- Categories ------------------------------------------------------------------------------

/** What may stand between two operands. */
export const BinaryOperator = abstract('BinaryOperator', 'an operator')
export const PrefixOperator = abstract('PrefixOperator', '`-` or `not`')
/** `(` anywhere; the line rule makes a difference only behind an operand. */
export const Paren = abstract('Paren', '`(`')
export const Square = abstract('Square', '`[`')
/** The comparison of a bound. */
export const Limit = abstract('Limit', 'a comparison')
export const Role = abstract('Role', '`fn`, `augment`, `layer`, `encoder`, `head` or `loss`')

// ---- Names, numbers, strings ------------------------------------------------------------------

export const Identifier = pattern('Identifier', 'a name', PATTERNS.name)
export const NumberToken = pattern('Number', 'a number', PATTERNS.number)
/** `.5` or `5.`: told, and read as what was meant. */
export const CrookedNumber = pattern('CrookedNumber', 'a number', '\\.\\d+|\\d+\\.(?![.\\w])', [NumberToken])
export const StringToken = pattern('String', 'a string', PATTERNS.string)
/** A string without its end on the line. */
export const OpenString = pattern('OpenString', 'a string', '"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*', [
  StringToken,
])

/** A string as other languages quote it. */
export const SingleQuoted = pattern('SingleQuoted', 'a string', "'[^'\\r\\n]*'", [StringToken])

export const Space = createToken({
  name: 'Space',
  pattern: /[ \t\r\n\f\v\u00A0\uFEFF]+/,
  group: Lexer.SKIPPED,
})
export const DocComment = createToken({
  name: 'DocComment',
  pattern: new RegExp(PATTERNS.doc),
  group: 'comments',
})
export const Comment = createToken({
  name: 'Comment',
  pattern: new RegExp(PATTERNS.comment),
  group: 'comments',
})

/** A comment as other languages begin it. */
export const HashComment = createToken({ name: 'HashComment', pattern: /#[^\r\n]*/, group: 'hashes' })

// ---- Words ------------------------------------------------------------------------------------

const word = (image: string, categories: TokenType[] = []): TokenType =>
  createToken({ name: image, label: `\`${image}\``, pattern: Lexer.NA, categories })
/** A word that is a keyword only where the grammar asks for it. */
const contextual = (image: string, categories: TokenType[] = []): TokenType =>
  word(image, [Identifier, ...categories])

export const Let = word('let')
export const Param = word('param')
export const State = word('state')
export const Update = word('update')
export const Model = word('model')
export const Require = word('require')
export const If = word('if')
export const Then = word('then')
export const Else = word('else')
export const For = word('for')
export const In = word('in')
export const And = word('and', [BinaryOperator])
export const Or = word('or', [BinaryOperator])
export const Not = word('not', [PrefixOperator])
export const True = word('true')
export const False = word('false')
export const Mod = word('mod', [BinaryOperator])
export const Div = word('div', [BinaryOperator])

export const Import = contextual('import')
export const Data = contextual('data')
export const Fn = contextual('fn', [Role])
export const Augment = contextual('augment', [Role])
export const Layer = contextual('layer', [Role])
export const Encoder = contextual('encoder', [Role])
export const Head = contextual('head', [Role])
export const Loss = contextual('loss', [Role])
export const Pretext = contextual('pretext')
export const Train = contextual('train')
export const Evaluate = contextual('evaluate')
export const Batch = contextual('batch')
export const Metric = contextual('metric')
export const Minimize = contextual('minimize')
export const Stage = contextual('stage')
export const Over = contextual('over')
export const From = contextual('from')
export const At = contextual('at')

/** Words that are never names, in groups of one meaning for editors. */
export const RESERVED = {
  statement: [Let, Param, State, Update, Model, Require],
  control: [If, Then, Else, For, In],
  operator: [And, Or, Not, Mod, Div],
  constant: [True, False],
} as const

/** Words that begin a declaration, with what follows the name behind them. */
export const ROLES: readonly TokenType[] = [Fn, Augment, Layer, Encoder, Head, Loss]
export const DECLARATIONS: readonly TokenType[] = [Data, ...ROLES, Pretext, Train, Evaluate]
export const STEPS: readonly TokenType[] = [Batch, Metric, Minimize, Stage]
export const CONNECTIVES: readonly TokenType[] = [Over, From, At]

const reserved: readonly TokenType[] = Object.values(RESERVED).flat()
const contextuals: readonly TokenType[] = [Import, ...DECLARATIONS, ...STEPS, ...CONNECTIVES]

/** The token type of every word of the language. */
export const WORDS: ReadonlyMap<string, TokenType> = new Map(
  [...reserved, ...contextuals].map((type) => [type.name, type]),
)

// ---- Signs ------------------------------------------------------------------------------------

const sign = (name: string, image: string, categories: TokenType[] = []): TokenType =>
  createToken({ name, label: `\`${image}\``, pattern: image, categories })

export const Pipe = sign('Pipe', '|>', [BinaryOperator])
export const Arrow = sign('Arrow', '->')
export const Equal = sign('Equal', '==', [BinaryOperator])
export const Unequal = sign('Unequal', '!=', [BinaryOperator])
export const AtMost = sign('AtMost', '<=', [BinaryOperator, Limit])
export const AtLeast = sign('AtLeast', '>=', [BinaryOperator, Limit])
export const Below = sign('Below', '<', [BinaryOperator, Limit])
export const Above = sign('Above', '>', [BinaryOperator, Limit])
export const Ellipsis = sign('Ellipsis', '...')
export const DotDot = sign('DotDot', '..', [BinaryOperator])
export const Dot = sign('Dot', '.')
export const Plus = sign('Plus', '+', [BinaryOperator])
export const Minus = sign('Minus', '-', [BinaryOperator, PrefixOperator])
export const Times = sign('Times', '*', [BinaryOperator])
export const Divide = sign('Divide', '/', [BinaryOperator])
export const Contract = sign('Contract', '@', [BinaryOperator])
export const Power = sign('Power', '^', [BinaryOperator])
export const Becomes = sign('Becomes', '=')
export const Draws = sign('Draws', '~')
export const Colon = sign('Colon', ':')
export const Comma = sign('Comma', ',')
export const LeftParen = sign('LeftParen', '(', [Paren])
export const RightParen = sign('RightParen', ')')
export const LeftSquare = sign('LeftSquare', '[', [Square])
export const RightSquare = sign('RightSquare', ']')
export const LeftCurly = sign('LeftCurly', '{')
export const RightCurly = sign('RightCurly', '}')

/** The same signs as the first of a line: these begin something new (the line rule). */
export const LineParen = abstract('LineParen', '`(`', [Paren])
export const LineSquare = abstract('LineSquare', '`[`', [Square])
export const LineMinus = abstract('LineMinus', '`-`', [PrefixOperator])

// ---- Signs of other languages -----------------------------------------------------------------

/** Told once, and read as the type that was meant. */
export const FOREIGN: ReadonlyMap<TokenType, { readonly meant: TokenType; readonly instead: string }> =
  new Map(
    (
      [
        ['&&', And, 'and'],
        ['||', Or, 'or'],
        ['**', Power, '^'],
        ['===', Equal, '=='],
        ['!==', Unequal, '!='],
        [':=', Becomes, '='],
        ['=>', Arrow, '->'],
        ['%', Mod, 'mod'],
        ['!', Not, 'not'],
      ] as const
    ).map(([image, meant, instead]) => [sign(`Foreign ${image}`, image), { meant, instead }]),
  )

const foreign = (image: string): TokenType => [...FOREIGN.keys()].find((type) => type.PATTERN === image)!

/** In the order in which the lexer tries them: of two that begin alike, the longer one first. */
export const TOKENS: readonly TokenType[] = [
  Space,
  Identifier,
  DocComment,
  Comment,
  HashComment,
  CrookedNumber,
  NumberToken,
  StringToken,
  OpenString,
  SingleQuoted,
  ...['&&', '||', '**', '===', '!==', ':=', '=>', '%'].map(foreign),
  Pipe,
  Arrow,
  Equal,
  Unequal,
  foreign('!'),
  AtMost,
  AtLeast,
  Below,
  Above,
  Ellipsis,
  DotDot,
  Dot,
  Plus,
  Minus,
  Times,
  Divide,
  Contract,
  Power,
  Becomes,
  Draws,
  Colon,
  Comma,
  LeftParen,
  RightParen,
  LeftSquare,
  RightSquare,
  LeftCurly,
  RightCurly,
  LineParen,
  LineSquare,
  LineMinus,
  ...WORDS.values(),
  BinaryOperator,
  PrefixOperator,
  Paren,
  Square,
  Limit,
  Role,
]
