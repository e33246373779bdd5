import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { format } from './format.js'
import { lex } from './lexer.js'
import { parse } from './parser.js'
import { meaning, PROGRAMS } from './programs.fixture.js'
import { Identifier, LineMinus, LineParen, LineSquare } from './tokens.js'

const LINE_FIRST: ReadonlySet<string> = new Set([LineParen, LineSquare, LineMinus].map((type) => type.name))
const LINE_SIGNS: ReadonlySet<string> = new Set(['(', '[', '-'])

/** What stands between two tokens without changing what they mean. */
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(' ', '  ') },
  { weight: 3, arbitrary: fc.constantFrom('\n', '\n\n\n', '\n    ') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(' // one\n', '\n// two\n', '\n/// three\n\n', ' /// four\n// five\n'),
  },
)

/** The same program with other blanks, line ends and comments, and with longer names. */
const respaced = fc
  .tuple(
    fc.constantFrom(...PROGRAMS),
    fc.array(gap, { minLength: 20, maxLength: 400 }),
    fc.nat(5),
    fc.nat(24),
  )
  .map(([{ text }, gaps, dense, longer]) => {
    const { tokens } = lex(text, 'x')
    return tokens
      .map((token, i) => {
        const first = LINE_FIRST.has(token.tokenType.name)
        let before = dense === 0 ? ' ' : gaps[i % gaps.length]!
        if (/^[0-9.]+$/.test(tokens[i - 1]?.image ?? '') && /^[a-z]/.test(token.image)) before = '\n'
        if (first && !before.includes('\n')) before = '\n'
        if (!first && LINE_SIGNS.has(token.image)) before = ' '
        const more = token.tokenType === Identifier ? '_'.repeat(Math.max(0, longer - 4)) : ''
        return (i === 0 ? '' : before) + token.image + more
      })
      .join('')
  })

/** Each comment with how many tokens stand before it; commas at the end of lists come and go. */
function placed(text: string): unknown[] {
  const { tokens, comments } = lex(text, 'x')
  const counted = tokens.filter((token) => token.image !== ',')
  return comments.map((comment) => ({
    text: comment.text,
    before: counted.filter((token) => token.startOffset < comment.start).length,
  }))
}

const body = (expression: string): string =>
  format(`fn f(x: f32) = ${expression}\n`).replace(/^fn f\(x: f32\) = ?/, '')

describe('the layout', () => {
  it.each(PROGRAMS)('keeps $name as it is', ({ text, name }) => {
    expect(format(text, name)).toBe(text)
  })

  it('puts blanks where they belong', () => {
    expect(body('a+b*c^( 2 )')).toBe('a + b * c^(2)\n')
    expect(body('0 .. 1')).toBe('0..1\n')
    expect(body('0..n-1')).toBe('0 .. n - 1\n')
    expect(body('- h .. h')).toBe('-h..h\n')
    expect(body('not  a==b')).toBe('not a == b\n')
    expect(body('f ( k:1 ,[ ],) [ i,j ] . g')).toBe('f(k: 1, [])[i, j].g\n')
    expect(body('[for i in 1..n,j in k:i]')).toBe('[for i in 1..n, j in k: i]\n')
    expect(body('20  epochs+5 %')).toBe('20 epochs + 5%\n')
  })

  it('sorts imports and names', () => {
    const text =
      'import "b.ts".{c, a}\nimport "a.ssl".{x}\n\nimport std.{heads, augment}\nimport std.color\nlet a = 1'
    expect(format(text)).toBe(
      'import std.{augment, heads}\nimport std.color\nimport "a.ssl".{x}\nimport "b.ts".{a, c}\n\nlet a = 1\n',
    )
  })

  it('does not move imports across a comment', () => {
    const text = 'import "b.ssl".{c}\n// one\nimport std.color\n'
    expect(format(text)).toBe(text)
  })

  it('separates declarations, and lets constants touch', () => {
    expect(format('let a = 1\nlet b = 2\nfn f(x: f32) = x\nfn g(x: f32) = x')).toBe(
      'let a = 1\nlet b = 2\n\nfn f(x: f32) = x\n\nfn g(x: f32) = x\n',
    )
  })

  it('breaks lists, operators, pipes and headers that do not fit', () => {
    const long = (name: string) => name.repeat(12)
    const [a, b, c] = [long('aaa'), long('bbb'), long('ccc')]
    expect(format(`let x = f(${a}, ${b}, ${c})`)).toBe(
      `let x =\n  f(\n    ${a},\n    ${b},\n    ${c},\n  )\n`,
    )
    expect(format(`let x = [${a}, ${b}, ${c}]`)).toBe(`let x = [\n  ${a},\n  ${b},\n  ${c},\n]\n`)
    expect(format(`let x = ${a} + ${b} * ${c}`)).toBe(`let x =\n  ${a} +\n    ${b} * ${c}\n`)
    expect(format(`let x = ${a} |> ${b} |> ${c}`)).toBe(`let x =\n  ${a}\n    |> ${b}\n    |> ${c}\n`)
    expect(format(`let x = ${a} |> ${b} |> f([${c}, 1])`)).toBe(
      `let x =\n  ${a} |> ${b} |> f([\n    ${c},\n    1,\n  ])\n`,
    )
    expect(format(`fn f(${a}: f32)(${b}: f32) -> f32[${c}] = 1`)).toBe(
      `fn f(${a}: f32)\n    (${b}: f32) -> f32[${c}] =\n  1\n`,
    )
    expect(format(`let x = if ${a} then ${b} else ${c}`)).toBe(
      `let x =\n  if ${a} then ${b}\n    else ${c}\n`,
    )
  })

  it('keeps comments where they are', () => {
    const text = `// head

let a = 1 // one

// two
let b = [
  // three
  1, // four
  2,
  // five
]

pretext p {
  // six

  // seven
  minimize a // eight
  // nine
}
// ten
`
    expect(format(text)).toBe(text)
  })

  it('refuses what is no program', () => {
    expect(() => format('let a =')).toThrow('SSL1001')
  })

  it('leaves nothing of nothing', () => {
    expect(format('')).toBe('')
    expect(format('\n\n')).toBe('')
    expect(format('\n\n// c  \n\n')).toBe('// c\n')
  })
})

describe('any layout', () => {
  property.prop([respaced], { numRuns: Number(process.env.FC_RUNS ?? 200) })(
    'comes to one with the same meaning and comments',
    (text) => {
      const before = parse(text, 'x.ssl')
      expect(before.diagnostics).toEqual([])
      const once = format(text)
      const after = parse(once, 'x.ssl')
      expect(after.diagnostics).toEqual([])
      expect(meaning(after.file)).toEqual(meaning(before.file))
      expect(placed(once)).toEqual(placed(text))
      expect(format(once)).toBe(once)
    },
  )
})
