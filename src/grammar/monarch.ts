import {
  BinaryOperator,
  CONNECTIVES,
  DECLARATIONS,
  Import,
  PATTERNS,
  RESERVED,
  STEPS,
  TOKENS,
} from './tokens.js'

type Action = string | { readonly cases: Readonly<Record<string, string>> }
type Rule =
  | readonly [source: string, action: Action]
  | readonly [source: string, action: Action, next: string]

/** A Monarch grammar as plain data; rules are sources of regular expressions, as Monarch takes them. */
export interface MonarchGrammar {
  readonly defaultToken: string
  readonly keywords: readonly string[]
  readonly contextual: readonly string[]
  readonly operators: readonly string[]
  readonly tokenizer: Readonly<Record<string, readonly Rule[]>>
}

const names = (types: readonly { readonly name: string }[]): string[] => types.map((type) => type.name)

/** The Monarch grammar of the language, from the definitions of its tokens. */
export function monarch(): MonarchGrammar {
  const images = TOKENS.filter((type) => type.CATEGORIES?.includes(BinaryOperator)).map(
    (type) => type.PATTERN,
  )
  return {
    defaultToken: '',
    keywords: names(Object.values(RESERVED).flat()),
    contextual: names([Import, ...DECLARATIONS, ...STEPS, ...CONNECTIVES]),
    operators: [...images.filter((image): image is string => typeof image === 'string'), '->', '=', '~'],
    tokenizer: {
      root: [
        [PATTERNS.doc, 'comment.doc'],
        [PATTERNS.comment, 'comment'],
        ['"', 'string.quote', '@string'],
        [`${PATTERNS.name}(?=\\s*:)`, { cases: { '@keywords': 'keyword', '@default': 'attribute.name' } }],
        [
          `${PATTERNS.name}(?=\\s+[A-Za-z_"])`,
          { cases: { '@keywords': 'keyword', '@contextual': 'keyword', '@default': 'identifier' } },
        ],
        [PATTERNS.name, { cases: { '@keywords': 'keyword', '@default': 'identifier' } }],
        [PATTERNS.number, 'number'],
        ['[=~<>!|+\\-*/@^.]+', { cases: { '@operators': 'operator', '@default': 'delimiter' } }],
        ['[{}()\\[\\]]', '@brackets'],
      ],
      string: [
        [PATTERNS.escape, 'string.escape'],
        ['\\\\.', 'string.escape.invalid'],
        ['"', 'string.quote', '@pop'],
        ['[^"\\\\]+', 'string'],
      ],
    },
  }
}
