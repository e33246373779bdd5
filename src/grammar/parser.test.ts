import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Expression, File } from './ast.js'
import { DEEPEST } from './expressions.js'
import { lex } from './lexer.js'
import { Parser, parse, parseExpression } from './parser.js'
import { badPlace, meaning, PROGRAMS } from './programs.fixture.js'

const codes = (text: string): string[] =>
  parse(text, 'x.ssl').diagnostics.map(({ code, span }) => `${code} ${span?.start}`)

/** An expression with all its parentheses. */
function shown(node: Expression): string {
  switch (node.is) {
    case 'binary':
      return `(${shown(node.left)} ${node.operator} ${shown(node.right)})`
    case 'range':
      return `(${shown(node.low)} .. ${shown(node.high)})`
    case 'unary':
      return `(${node.operator} ${shown(node.operand)})`
    case 'name':
    case 'number':
      return node.text
    case 'call':
      return `${shown(node.callee)}(${node.arguments.map((a) => shown(a.value)).join(', ')})`
    case 'index':
      return `${shown(node.object)}[${node.items.map(shown).join(', ')}]`
    case 'field':
      return `${shown(node.object)}.${node.name.text}`
    case 'if':
      return `(if ${shown(node.condition)} then ${shown(node.then)} else ${shown(node.else)})`
    default:
      return node.is
  }
}

const read = (text: string): string => {
  const { expression, diagnostics } = parseExpression(text, 'x.ssl')
  expect(diagnostics).toEqual([])
  return shown(expression)
}

describe('the grammar', () => {
  it('has no ambiguity', () => {
    expect(() => new Parser(true)).not.toThrow()
  })

  it.each(PROGRAMS)('reads $name', ({ text, name }) => {
    const { file, diagnostics } = parse(text, name)
    expect(diagnostics).toEqual([])
    expect(badPlace(file, text.length)).toBeUndefined()
    expect(file.doc).toBeTruthy()
  })

  it.each([
    ['a + b * c ^ d', '(a + (b * (c ^ d)))'],
    ['a - b - c', '((a - b) - c)'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'],
    ['-a ^ 2', '(- (a ^ 2))'],
    ['2 ^ -a ^ b * c', '((2 ^ (- (a ^ b))) * c)'],
    ['-a * b', '((- a) * b)'],
    ['not a == b and c', '((not (a == b)) and c)'],
    ['not not a or b', '((not (not a)) or b)'],
    ['0 .. n - 1 == r', '((0 .. (n - 1)) == r)'],
    ['-h..h', '((- h) .. h)'],
    ['x |> f(1) |> g[2].h', '((x |> f(1)) |> g[2].h)'],
    ['a or b |> f', '((a or b) |> f)'],
    ['if a then b else c |> f', '(if a then b else (c |> f))'],
    ['a div b mod c @ d', '(((a div b) mod c) @ d)'],
    ['(a + b) * (c)', '((a + b) * c)'],
    ['f(x)(y)[i, j]', 'f(x)(y)[i, j]'],
    ['data + loss * batch', '(data + (loss * batch))'],
  ])('reads %s', (text, tree) => {
    expect(read(text)).toBe(tree)
  })

  it.each([
    ['5%', 5, '%'],
    ['5 %', 5, '%'],
    ['20 epochs', 20, 'epochs'],
    ['1.28 s', 1.28, 's'],
    ['1e-3', 0.001, undefined],
  ])('reads the number %s', (text, value, unit) => {
    expect(parseExpression(text, 'x.ssl').expression).toMatchObject({
      is: 'number',
      value,
      ...(unit && { unit }),
    })
  })

  it.each(PROGRAMS)('lets keywords that are not reserved be names in $name', ({ text }) => {
    const words = {
      x: 'data',
      f: 'loss',
      g: 'over',
      y: 'batch',
      z: 'from',
      b: 'at',
      i: 'stage',
      k: 'metric',
      p: 'train',
    }
    const renamed = text.replace(
      /(?<!\w|\/\/.*)[xfgyzbikp](?!\w)/g,
      (name) => words[name as keyof typeof words],
    )
    const { file, diagnostics } = parse(renamed, 'x.ssl')
    expect(diagnostics).toEqual([])
    const kinds = (declarations: File['declarations']) => declarations.map((item) => item.is)
    expect(kinds(file.declarations)).toEqual(kinds(parse(text, 'x.ssl').file.declarations))
  })

  it('takes a unit only from the same line, and not from a setting', () => {
    const text = 'train p {\n epochs: 20\n steps: 3 log: 2 steps\n}'
    expect(codes(text)).toEqual([])
  })

  it('tells decimals from ranges', () => {
    expect(read('0.2..1.0')).toBe('(0.2 .. 1.0)')
    expect(read('0..1')).toBe('(0 .. 1)')
  })

  it('decodes strings', () => {
    const { expression } = parseExpression('"a\\"b\\\\\\n\\u{1F600}"', 'x.ssl')
    expect(expression).toMatchObject({ is: 'string', value: 'a"b\\\n\u{1F600}' })
  })

  it('begins something new with (, [ and - at the start of a line', () => {
    const { file, diagnostics } = parse(
      'fn f(x: f32) =\n  let y = x\n  (y, y)\nfn g(x: f32) =\n  let y = x\n  -y\n',
      'x',
    )
    expect(diagnostics).toEqual([])
    expect(file.declarations).toMatchObject([{ value: { is: 'tuple' } }, { value: { is: 'unary' } }])
  })

  it('gives documentation to what follows it, and the first block to the file', () => {
    const text =
      '/// File.\n\n/// One\n/// two.\nlet a = 1 /// no\n\npretext p {\n  /// Step.\n  let b = 2\n}\n'
    const { file } = parse(text, 'x.ssl')
    expect(file.doc).toBe('File.')
    expect(file.declarations[0]?.doc).toBe('One\ntwo.')
    expect(file.declarations[1]).toMatchObject({ is: 'pretext', steps: [{ doc: 'Step.' }] })
    expect(file.declarations[1]).not.toHaveProperty('doc')
    expect(file.comments).toHaveLength(5)
    expect(parse('/// Of a.\nlet a = 1\n', 'x.ssl').file).toMatchObject({ declarations: [{ doc: 'Of a.' }] })
  })
})

describe('after a mistake', () => {
  it.each([
    ['an expression is missing', 'let a =\nlet b = 2 +\nfn f(x: f32) = x\n', ['SSL1001 7', 'SSL1001 19']],
    ['a bracket is open', 'let a = f(1, 2\nlet b = [1\nlet c = 3\n', ['SSL1003 14', 'SSL1003 25']],
    ['a block is open', 'pretext p {\n  minimize f(x)\n\ntrain p {\n  epochs: 3\n}\n', ['SSL1003 27']],
    [
      'a setting is given with =',
      'model f = g(a = 1, b: 2)\npretext p {\n  batch x from d, size = 3\n}\ntrain p {\n  epochs = 3\n}\n',
      ['SSL1013 14', 'SSL1013 60', 'SSL1013 85'],
    ],
    ['a comment begins with #', '# a\nlet b = 1 # c\n', ['SSL1013 0', 'SSL1013 14']],
    ['a bracket closes nothing', 'let a = 1)\nlet b = 2\n', ['SSL1018 9']],
    ['a declaration word is misspelt', 'modle f = g()\npretxt p {\n}\n', ['SSL1010 0', 'SSL1010 14']],
    [
      'a step word is misspelt',
      'pretext p {\n  minimise a\n  metrc b = c\n}\n',
      ['SSL1010 14', 'SSL1010 27'],
    ],
    ['a statement word is misspelt', 'fn f(x: f32) =\n  lte y = x\n  y\n', ['SSL1010 17']],
    [
      'a body has no value',
      'fn f(x: f32) =\n  let y = x\n\nlet a = 1\nfn g(x: f32) =\n',
      ['SSL1019 37', 'SSL1019 52'],
    ],
    ['a body has two values', 'fn f(x: f32) =\n  x\n  y\nlet a = 1\n', ['SSL1009 21']],
    ['a name is reserved', 'model let = 3\nloss k(param: f32) = x\n', ['SSL1012 6', 'SSL1012 21']],
    ['a statement is at the top', 'update a = b\nlet c = 1\n', ['SSL1017 0']],
    ['comparisons are chained', 'let a = b < c < d\n', ['SSL1015 14']],
    [
      'a loose operator lacks parentheses',
      'let a = 1 + not b\nlet c = 1 * if a then b else c\n',
      ['SSL1016 12', 'SSL1016 30'],
    ],
    [
      'signs of other languages',
      'let a = b && !c || d ** 2\n',
      ['SSL1013 10', 'SSL1013 13', 'SSL1013 16', 'SSL1013 21'],
    ],
    [
      'strings are wrong',
      'let a = "b\nlet c = "\\q"\nlet d = \'e\'\n',
      ['SSL1005 8', 'SSL1006 20', 'SSL1013 32'],
    ],
    ['numbers are wrong', 'let a = .5 + 5.\nlet b = 2 minutes\n', ['SSL1007 8', 'SSL1007 13', 'SSL1008 26']],
    ['units are wrong', 'train p {\n  epochs: 2 min\n  log: [3 min]\n}\n', ['SSL1008 22', 'SSL1008 36']],
    ['a unit ends a body', 'fn f(x: f32) =\n  let a = 2 x\n  a\n', ['SSL1008 27']],
    ['characters are unknown', 'let a = 1 ; $\nlet b = 2\n', ['SSL1004 10', 'SSL1004 12']],
    ['an import is late', 'let a = 1\nimport std.layers\n', ['SSL1014 10']],
    ['dots are late', 'data d: f32[3, ...] = f()\n', ['SSL1022 15']],
    ['a line continues', 'let a = f(b\n  - c)\n', ['SSL1020 14']],
    ['a bound is loose', 'fn f(x: f32 > 0 and 1) = x\n', ['SSL1023 14']],
    ['two things in a row', 'let a = b c\nlet d = 1\n', ['SSL1024 10']],
    [
      'a setting has no colon',
      'train p {\n  epochs 3\n  clip: 2\n  let a = 1\n}\n',
      ['SSL1002 19', 'SSL1011 33'],
    ],
    ['a header is wrong', 'loss l(x f32) =\n  x\nloss m(x: f32) = x +\n', ['SSL1002 9', 'SSL1001 40']],
  ])('when %s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected)
  })

  it('keeps what it could read', () => {
    const { file } = parse(
      'let a =\nfn f(x: f32) =\n  let b = )\n  let c = x\n  c\npretext p {\n  foo\n  minimize f(c)\n}\n',
      'x',
    )
    expect(file.declarations).toMatchObject([
      { is: 'constant', value: { is: 'missing', recovered: true } },
      { is: 'definition', value: { is: 'name', text: 'c' } },
      { is: 'pretext', steps: [{ is: 'minimize' }] },
    ])
  })

  it('offers the right word as a fix', () => {
    const [diagnostic] = parse('modle f = g()\n', 'x.ssl').diagnostics
    expect(diagnostic?.fixes[0]?.edits).toEqual([
      { span: { file: 'x.ssl', start: 0, end: 5 }, text: 'model' },
    ])
  })

  it.each(['(', '[', '-', 'f(', 'not ', 'if a then b else '])('survives endless %s', (piece) => {
    const { diagnostics } = parse(`let a = ${piece.repeat(20_000)}`, 'x.ssl')
    expect(diagnostics.map(({ code }) => code)).toContain('SSL1021')
  })

  it('survives endless chains', () => {
    for (const link of [' + a', '(a)', '.a', '[a]', ' |> a'] as const) {
      expect(codes(`let a = a${link.repeat(20_000)}\nlet b = 1`)[0]).toMatch('SSL1021')
    }
    expect(codes(`let a = [${'-1, '.repeat(5000)}]`)).toEqual([])
    expect(codes(`let a = ${'('.repeat(DEEPEST - 1)}1${')'.repeat(DEEPEST - 1)}`)).toEqual([])
  })
})

const WORDS = [...new Set(PROGRAMS.flatMap(({ text }) => lex(text, 'x').tokens.map((token) => token.image)))]
const SIGNS = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
  '=',
  '~',
  '->',
  '..',
  '...',
  '.',
  '|>',
  '-',
  '^',
  '&&',
  ';',
]
const image = fc.oneof(
  fc.constantFrom(...WORDS.slice(0, 400)),
  fc.constantFrom(...SIGNS, ...SIGNS, '"', "'", '/// d', '$'),
)
const blank = fc.constantFrom(' ', ' ', '', '\n', '\n  ', ' // c\n')
const soup = fc.array(fc.tuple(image, blank), { maxLength: 120 }).map((all) => all.flat().join(''))

const check = (text: string): void => {
  const { file, diagnostics } = parse(text, 'x.ssl')
  expect(badPlace(file, text.length)).toBeUndefined()
  expect(badPlace(diagnostics, text.length)).toBeUndefined()
  expect(() => parseExpression(text, 'x.ssl')).not.toThrow()
}

describe('any text', () => {
  property.prop([soup], { numRuns: 400 })('made of tokens is read without a crash', check)

  property.prop([fc.string({ unit: 'binary', maxLength: 200 })])(
    'made of characters is read without a crash',
    check,
  )

  property.prop([fc.constantFrom(...PROGRAMS), fc.nat(), fc.nat(30), soup], { numRuns: 300 })(
    'made of a program by cutting and pasting is read without a crash',
    ({ text }, at, drop, paste) => {
      const place = at % text.length
      check(text.slice(0, place))
      check(text.slice(0, place) + paste.slice(0, drop) + text.slice(place + drop))
    },
  )

  property.prop([fc.constantFrom(...PROGRAMS), fc.nat()])(
    'with a mistake keeps its other declarations',
    ({ text }, at) => {
      const whole = parse(text, 'x.ssl').file.declarations.length
      const starts = [...text.matchAll(/^[a-z]/gm)].map((match) => match.index)
      const place = starts[at % starts.length]!
      const { file, diagnostics } = parse(`${text.slice(0, place)}) \n${text.slice(place)}`, 'x.ssl')
      expect(diagnostics.length).toBeGreaterThan(0)
      expect(file.declarations.length).toBeGreaterThanOrEqual(whole - 1)
    },
  )

  it('is read the same twice', () => {
    for (const { text } of PROGRAMS)
      expect(meaning(parse(text, 'x').file)).toEqual(meaning(parse(text, 'x').file))
  })
})
