import { describe, expect, test } from 'vitest'
import { show, symbol } from '../../graph/dimension.js'
import { fail } from '../../messages/catalogue.js'
import { coreOf } from '../core.fixture.js'
import { evaluator, type Modules } from './module.js'
import { isDimension, operate } from './operator.js'
import { currentPlace, diagnosticsOf } from './place.js'
import { Undecidable } from './undecidable.js'

/** A runtime of three functions: calls with their arguments as text, a definition, a failure. */
const surface = {
  text: (...items: unknown[]): string => items.map(word).join(' '),
  twice: (body: (x: unknown) => unknown) => [body(1), body(2)],
  define: (name: string, body: (x: unknown) => unknown) => (x: unknown) => `${name}(${word(body(x))})`,
  pretext: (_: string, body: () => void) => body,
  refuse: (what: string) => fail('SSL3000', { what }),
  where: () => currentPlace(),
  limited: () => fail('SSL3104', { name: 'batch', argument: 'size', bound: 'above 0', given: '0' }),
}

const word = (value: unknown): string => (isDimension(value) ? show(value) : String(value))

const evaluate = (files: Readonly<Record<string, string>>, entry: string) => {
  const modules: Modules = new Map(Object.entries(files).map(([key, text]) => [key, coreOf(key, text)]))
  return evaluator(modules, surface)(entry)
}
const valueAt = (text: string) => evaluate({ 'a.ssl': `export const a = ${text}` }, 'a.ssl').values.get('a')

describe('evaluation', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['2 ** 3', 8],
    ["'a' === 'a' && !(1 > 2)", true],
    ['1 < 2 ? [1, { b: 2 }] : 0', [1, { b: 2 }]],
    ['$.twice((x) => x * 10)', [10, 20]],
    ['$.twice((x) => {\n const y = x + 1\n const [p, q] = [y, x]\n return { p, q }.p\n})', [2, 3]],
    ['$.twice(({ low }) => low)', [undefined, undefined]],
    ['Math.sqrt(16)', 4],
    ['[1, 2].length', 2],
  ])('of %s', (text, value) => {
    expect(valueAt(text)).toEqual(value)
  })

  test('finds names that are declared later, and those of other modules', () => {
    const { values, diagnostics } = evaluate(
      {
        'x/a.ssl':
          "import * as $b from '../b.ssl'\nimport * as $std from 'sslang/std/s'\nexport const f = $.define('f', (x) => late + x + $b.n + $std.n)\nconst late = 1\nexport const v = f(2)",
        'b.ssl': 'export const n = 10',
        'std.s': 'export const n = 100',
      },
      'x/a.ssl',
    )
    expect(diagnostics).toEqual([])
    expect(values.get('v')).toBe('f(113)')
  })

  test('computes with symbols', () => {
    const [b, k] = [symbol('B', 6), symbol('K')]
    expect(word(operate('+', operate('*', 2, b), 1))).toBe('2*B + 1')
    expect(word(operate('/', operate('*', 2, k), 2))).toBe('K')
    expect(word(operate('**', k, 2))).toBe('K*K')
    expect(operate('/', b, 4)).toBe(1.5)
    expect(operate('<', k, operate('+', k, 1))).toBe(true)
    expect(operate('===', b, 6)).toBe(true)
    expect(() => operate('===', k, 6)).toThrow(Undecidable)
  })
})

describe('places', () => {
  const inLibrary = { 'std.s': "export const f = $.define('f', (x) => $.refuse('no'))" }

  test('are known while a call runs', () => {
    expect(valueAt('$.where()')).toMatchObject({ file: 'a.ssl', start: 17, end: 26 })
    expect(currentPlace()).toBeUndefined()
  })

  test('of a mistake are the innermost one of the program and the way to it', () => {
    const { diagnostics } = evaluate(
      { ...inLibrary, 'a.ssl': "import * as $s from 'sslang/std/s'\nconst a = $s.f(1)" },
      'a.ssl',
    )
    expect(diagnostics).toMatchObject([
      {
        code: 'SSL3000',
        span: { file: 'a.ssl', start: 45 },
        related: [{ message: 'it came to light here', span: { file: 'std.s' } }],
      },
    ])
  })

  test('of a mistake in an argument is the argument', () => {
    const text = 'export const a = $.limited({ low: 1, size: 0 })'
    const { diagnostics } = evaluate({ 'a.ssl': text }, 'a.ssl')
    expect(diagnostics[0]?.span).toEqual({
      file: 'a.ssl',
      start: text.indexOf('0'),
      end: text.indexOf('0') + 1,
    })
  })

  test('several independent mistakes are told at once, what follows from one is not', () => {
    const { values } = evaluate(
      {
        'a.ssl': `export const p = $.pretext('p', () => {
  const a = $.refuse('first')
  const b = $.text(a)
  $.text(b)
  $.refuse('second')
})`,
      },
      'a.ssl',
    )
    const body = values.get('p')
    if (typeof body !== 'function') throw new Error('a function')
    let told: readonly { message: string }[] = []
    try {
      body()
    } catch (error) {
      told = diagnosticsOf(error)
    }
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringContaining('first'),
      expect.stringContaining('second'),
    ])
  })

  test('a declaration that failed says nothing again where it is used', () => {
    const { diagnostics } = evaluate(
      { 'a.ssl': "const a = $.refuse('once')\nconst b = $.text(a)\nexport const c = $.text(b)" },
      'a.ssl',
    )
    expect(diagnostics).toHaveLength(1)
  })
})
