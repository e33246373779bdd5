import { choices, error } from './entry.js'

const behind = (after: string | undefined): string => (after === undefined ? '' : ` after ${after}`)
const meant = (nearest: string | undefined): string =>
  nearest === undefined ? '' : `; did you mean \`${nearest}\`?`

/** SSL1xxx: what the parser says. `found` and `after` come with their quotes. */
export const syntax = {
  SSL1001: error<{ after?: string; found: string }>(
    'No expression where one is needed',
    ({ after, found }) => `expected an expression${behind(after)}, found ${found}`,
  ),
  SSL1002: error<{ what: string; after?: string; found: string }>(
    'Something else is expected here',
    ({ what, after, found }) => `expected ${what}${behind(after)}, found ${found}`,
  ),
  SSL1003: error<{ open: string; close: string; found: string; separator?: string }>(
    'A bracket is never closed',
    ({ open, close, found, separator }) =>
      `expected ${separator === undefined ? '' : `\`${separator}\` or `}\`${close}\` to end what \`${open}\` began, found ${found}`,
  ),
  SSL1004: error<{ characters: string }>(
    'A character that the language does not have',
    ({ characters }) => `the language has no \`${characters}\`: remove it`,
  ),
  SSL1005: error('A string without its end', () => 'this string does not end on its line: close it with `"`'),
  SSL1006: error<{ sequence: string }>(
    'An unknown escape in a string',
    ({ sequence }) =>
      `a string has no escape \`${sequence}\`: write \`\\"\`, \`\\\\\`, \`\\n\` or \`\\u{…}\` with a code point`,
  ),
  SSL1007: error<{ text: string; instead: string }>(
    'A number without digits on one side of its point',
    ({ text, instead }) =>
      `write \`${instead}\` for \`${text}\`: a number has digits on both sides of its point`,
  ),
  SSL1008: error<{ number: string; word: string; units: readonly string[] }>(
    'An unknown unit',
    ({ number, word, units }) =>
      `\`${word}\` is no unit of the number \`${number}\`: units are ${choices(units.map((unit) => `\`${unit}\``))}, and a product is written with \`*\``,
  ),
  SSL1009: error<{ found: string; words: readonly string[]; ended?: string }>(
    'No declaration where one is needed',
    ({ found, words, ended }) =>
      ended === undefined
        ? `expected a declaration, found ${found}: a line at the top of a file begins with ${choices(words.map((w) => `\`${w}\``))}`
        : `the body of \`${ended}\` already ended with its value, so ${found} belongs to nothing: keep one expression, the last, as the value`,
  ),
  SSL1010: error<{ word: string; nearest: string }>(
    'A misspelt keyword',
    ({ word, nearest }) => `\`${word}\` is no keyword; did you mean \`${nearest}\`?`,
  ),
  SSL1011: error<{ found: string; place: string; words: readonly string[] }>(
    'No statement where one is needed',
    ({ found, place, words }) =>
      `${found} begins no line of ${place}: these begin with ${choices(words.map((word) => (word.includes(' ') ? word : `\`${word}\``)))}`,
  ),
  SSL1012: error<{ word: string; what: string }>(
    'A reserved word as a name',
    ({ word, what }) => `\`${word}\` is a reserved word and cannot be ${what}: choose another name`,
  ),
  SSL1013: error<{ found: string; instead: string }>(
    'A sign of another language',
    ({ found, instead }) => `write \`${instead}\` for \`${found}\``,
  ),
  SSL1014: error(
    'An import behind a declaration',
    () => 'imports stand at the head of a file: move this line above the first declaration',
  ),
  SSL1015: error<{ first: string; second: string }>(
    'A chain of comparisons or ranges',
    ({ first, second }) =>
      first === '..'
        ? `a range has two ends: put one of them in parentheses before \`${second}\``
        : `\`${first}\` and \`${second}\` cannot be chained: join two comparisons with \`and\``,
  ),
  SSL1016: error<{ what: string }>(
    'Parentheses are needed',
    ({ what }) => `put this ${what} in parentheses: it binds less tightly than the operator before it`,
  ),
  SSL1017: error<{ word: string; home: string }>(
    'A statement outside of its block',
    ({ word, home }) => `\`${word}\` stands in ${home}, not at the top of a file`,
  ),
  SSL1018: error<{ bracket: string }>(
    'A closing bracket without an opening one',
    ({ bracket }) => `this \`${bracket}\` closes nothing: remove it or write its opening bracket`,
  ),
  SSL1019: error<{ name: string; found: string }>(
    'A body without a value',
    ({ name, found }) => `the body of \`${name}\` has no value: end it with an expression before ${found}`,
  ),
  SSL1020: error<{ sign: string }>(
    'A line that begins something new',
    ({ sign }) =>
      `a line that starts with \`${sign}\` begins something new: to go on with the line before, end that line with ${sign === '-' ? 'the `-`' : `this \`${sign}\``}`,
  ),
  SSL1021: error<{ limit: number }>(
    'An expression that is nested too deeply',
    ({ limit }) => `this expression is nested or chained more than ${limit} deep: split it with \`let\``,
  ),
  SSL1022: error(
    'Dots behind another axis',
    () => '`...` stands for the axes in front: write it as the first axis',
  ),
  SSL1023: error<{ what: string; operator: string }>(
    'An operator that needs parentheses here',
    ({ what, operator }) => `${what} cannot hold \`${operator}\` as it is: put the expression in parentheses`,
  ),
  SSL1024: error<{ found: string; after: string; nearest?: string }>(
    'Something behind a finished expression',
    ({ found, after, nearest }) =>
      `${found} cannot follow ${after}${nearest === undefined ? ': begin a new line, or write an operator between them' : meant(nearest)}`,
  ),
} as const
