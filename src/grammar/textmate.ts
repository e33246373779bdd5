import type { TokenType } from 'chevrotain'
import {
  BinaryOperator,
  CONNECTIVES,
  DECLARATIONS,
  Import,
  PATTERNS,
  RESERVED,
  ROLES,
  STEPS,
  TOKENS,
} from './tokens.js'

/** A rule of a TextMate grammar. */
interface Rule {
  readonly name?: string
  readonly match?: string
  readonly begin?: string
  readonly end?: string
  readonly captures?: Readonly<Record<string, { readonly name: string }>>
  readonly patterns?: readonly Rule[]
}

export interface TextMateGrammar {
  readonly name: string
  readonly scopeName: string
  readonly fileTypes: readonly string[]
  readonly patterns: readonly Rule[]
}

const oneOf = (types: readonly TokenType[]): string => types.map((type) => type.name).join('|')
const escaped = (image: string): string => image.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
const NAME = PATTERNS.name
const BUILT_IN = 'f32|int|bool|image|lab|unit|prob|logits|range'

/** Words that are keywords only before a name, and at the start of a line. */
const HEADS: readonly Rule[] = [
  {
    match: `^\\s*(${oneOf(ROLES)})\\s+(${NAME})(?=\\s*\\()`,
    captures: { 1: { name: 'keyword.declaration.ssl' }, 2: { name: 'entity.name.function.ssl' } },
  },
  {
    match: `^\\s*(${oneOf(DECLARATIONS.filter((type) => !ROLES.includes(type)))}|stage|model)\\s+(${NAME})`,
    captures: { 1: { name: 'keyword.declaration.ssl' }, 2: { name: 'entity.name.type.ssl' } },
  },
  {
    match: `^\\s*(${Import.name})(?=\\s+[A-Za-z_"])`,
    captures: { 1: { name: 'keyword.control.import.ssl' } },
  },
  {
    match: `^\\s*(${oneOf(STEPS)})(?=\\s+[A-Za-z_0-9("\\[-])`,
    captures: { 1: { name: 'keyword.control.ssl' } },
  },
]

/** The signs between operands, the longest first. */
function operators(): string {
  const images = TOKENS.filter((type) => type.CATEGORIES?.includes(BinaryOperator))
    .map((type) => type.PATTERN)
    .filter((image): image is string => typeof image === 'string')
  return [...images, '->', '=', '~']
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join('|')
}

/** The TextMate grammar of the language, from the definitions of its tokens. */
export function textmate(): TextMateGrammar {
  const { statement, control, operator, constant } = RESERVED
  return {
    name: 'sslang',
    scopeName: 'source.ssl',
    fileTypes: ['ssl'],
    patterns: [
      { name: 'comment.line.documentation.ssl', match: PATTERNS.doc },
      { name: 'comment.line.double-slash.ssl', match: PATTERNS.comment },
      {
        name: 'string.quoted.double.ssl',
        begin: '"',
        end: '"|$',
        patterns: [
          { name: 'constant.character.escape.ssl', match: PATTERNS.escape },
          { name: 'invalid.illegal.escape.ssl', match: '\\\\.' },
        ],
      },
      ...HEADS,
      { name: 'keyword.control.ssl', match: `\\b(?:${oneOf([...statement, ...control])})\\b` },
      { name: 'keyword.operator.word.ssl', match: `\\b(?:${oneOf(operator)})\\b` },
      { name: 'constant.language.ssl', match: `\\b(?:${oneOf(constant)})\\b` },
      {
        match: `(?<=\\s)(${oneOf(CONNECTIVES)})(?=\\s+${NAME})`,
        captures: { 1: { name: 'keyword.control.ssl' } },
      },
      { name: 'support.type.ssl', match: `\\b(?:${BUILT_IN})\\b(?=\\s*[\\[,)=>~]|\\s*$)` },
      { name: 'constant.numeric.ssl', match: `(?<![A-Za-z0-9_])${PATTERNS.number}` },
      { name: 'variable.parameter.ssl', match: `\\b${NAME}(?=\\s*:)` },
      { name: 'entity.name.function.ssl', match: `\\b${NAME}(?=\\()` },
      { name: 'keyword.operator.ssl', match: operators() },
    ],
  }
}
