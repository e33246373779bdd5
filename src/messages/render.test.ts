import { describe, expect, it } from 'vitest'
import type { Diagnostic } from './diagnostic.js'
import { placeOf } from './place.js'
import { render, summary, toJson, wantsColor } from './render.js'

const text = 'let a = 1\n\tlet b = c\n'
const sources = new Map([['x.ssl', text]])
const span = { file: 'x.ssl', start: 19, end: 20 }
const diagnostic: Diagnostic = {
  ...{ code: 'SSL2001', severity: 'error', message: 'no `c` here', span },
  related: [{ message: '`a` is here', span: { file: 'x.ssl', start: 4, end: 5 } }],
  fixes: [{ title: 'Write `a`', edits: [{ span, text: 'a' }] }],
}

describe('a rendered diagnostic', () => {
  it('shows the line, the underline, related places and fixes', () => {
    expect(render([diagnostic], sources)).toBe(
      [
        'error[SSL2001]: no `c` here',
        '  --> x.ssl:2:10',
        '  |',
        '2 |  let b = c',
        '  |          ^',
        'note: `a` is here',
        '  --> x.ssl:1:5',
        '  |',
        '1 | let a = 1',
        '  |     ^',
        'fix: Write `a`',
      ].join('\n'),
    )
  })

  it('stands without a place, and without the text of its file', () => {
    const { span: _, ...placeless } = { ...diagnostic, severity: 'warning' as const, related: [], fixes: [] }
    expect(render([placeless], sources)).toBe('warning[SSL2001]: no `c` here')
    expect(render([{ ...diagnostic, related: [], fixes: [] }], new Map())).toContain('--> x.ssl')
  })

  it('shows the right part of a long line, and one column for a span without width', () => {
    const long = `let a = [${'1, '.repeat(100)}?]`
    const start = long.indexOf('?')
    const shown = render(
      [{ ...diagnostic, span: { file: 'l', start, end: start }, related: [] }],
      new Map([['l', long]]),
    )
    const [, , , source, mark] = shown.split('\n')
    expect(source!.length).toBeLessThan(130)
    expect(source![mark!.indexOf('^')]).toBe('?')
  })

  it('has colours only when asked for', () => {
    expect(render([diagnostic], sources, { color: true })).toContain('\u001b[')
    expect(render([diagnostic], sources)).not.toContain('\u001b[')
    expect(wantsColor({ isTTY: true }, {})).toBe(true)
    expect(wantsColor({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
    expect(wantsColor({}, {})).toBe(false)
    expect(wantsColor({}, { FORCE_COLOR: '1' })).toBe(true)
  })

  it('becomes plain data with lines and columns from 1', () => {
    const range = { start: { line: 2, column: 10 }, end: { line: 2, column: 11 } }
    const before = { start: { line: 1, column: 5 }, end: { line: 1, column: 6 } }
    expect(toJson([diagnostic], sources)).toEqual([
      {
        ...{ code: 'SSL2001', severity: 'error', message: 'no `c` here', file: 'x.ssl', range },
        related: [{ message: '`a` is here', file: 'x.ssl', range: before }],
        fixes: [{ title: 'Write `a`', edits: [{ file: 'x.ssl', range, text: 'a' }] }],
      },
    ])
  })

  it('is counted', () => {
    expect(summary([])).toBe('')
    expect(summary([diagnostic, diagnostic, { ...diagnostic, severity: 'warning' }])).toBe(
      '2 errors, 1 warning',
    )
  })
})

describe('a place', () => {
  it('is counted from 1', () => {
    expect(placeOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 })
    expect(placeOf('ab\ncd', 2)).toEqual({ line: 1, column: 3 })
    expect(placeOf('ab\ncd', 3)).toEqual({ line: 2, column: 1 })
    expect(placeOf('ab\ncd', 99)).toEqual({ line: 2, column: 3 })
  })
})
