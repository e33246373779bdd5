import { expect, test } from 'vitest'
import { refused } from './refused.js'
import { diagnosticsOf, told, unmarked } from './row.js'

test('the offered change mends a gradient into a moving copy', () => {
  const row = refused.find(({ code }) => code === 'SSL4003')
  const { text } = unmarked(row?.failing ?? '')
  const [fix] = diagnosticsOf(text).flatMap(({ fixes }) => fixes)
  const edits = [...(fix?.edits ?? [])].sort((a, b) => b.span.start - a.span.start)
  const mended = edits.reduce(
    (before, { span, text: inserted }) => before.slice(0, span.start) + inserted + before.slice(span.end),
    text,
  )
  expect(mended).toBe(row?.mended)
  expect(told(mended)).toEqual([])
})
