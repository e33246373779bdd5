import { describe, expect, test } from 'vitest'
import { alsoRefused } from './also-refused.js'
import { refused } from './refused.js'
import { diagnosticsOf, told, unmarked } from './row.js'
import { warned } from './warned.js'

const severities = (text: string) => [...new Set(diagnosticsOf(text).map(({ severity }) => severity))]

describe.each([
  { sort: 'refuses', severity: 'error', rows: refused },
  { sort: 'refuses as well', severity: 'error', rows: alsoRefused },
  { sort: 'warns of', severity: 'warning', rows: warned },
])('what the checker $sort', ({ severity, rows }) => {
  test.each(rows)('$check', ({ code, failing, mended }) => {
    const { text, place } = unmarked(failing)
    expect(told(text)).toEqual([`${code} ${place}`])
    expect(severities(text)).toEqual([severity])
    expect(told(mended)).toEqual([])
  })
})
