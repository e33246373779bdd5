import { describe, expect, it } from 'vitest'
import { lex } from './lexer.js'
import { monarch } from './monarch.js'
import { PROGRAMS } from './programs.fixture.js'
import { textmate } from './textmate.js'
import { RESERVED, WORDS } from './tokens.js'

/** The scope that the flat rules of the grammar give to the text at an offset, tried in their order. */
function scopeAt(text: string, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0]!
  const at = offset - (text.lastIndexOf('\n', offset - 1) + 1)
  for (const rule of textmate().patterns) {
    for (const match of line.matchAll(new RegExp(rule.match ?? rule.begin!, 'dg'))) {
      const groups = match.indices!.map((range, i) => ({
        range,
        name: i === 0 ? rule.name : rule.captures?.[i]?.name,
      }))
      const hit = groups.find(({ range, name }) => name !== undefined && range?.[0] === at)
      if (hit !== undefined) return hit.name
    }
  }
  return undefined
}

describe('the editor grammars', () => {
  it('are valid regular expressions', () => {
    const sources = JSON.stringify([textmate(), monarch().tokenizer])
    expect(sources).toContain('epochs')
    for (const rule of textmate().patterns) expect(() => new RegExp(rule.match ?? rule.begin!)).not.toThrow()
    for (const rules of Object.values(monarch().tokenizer)) {
      for (const [source] of rules) expect(() => new RegExp(source)).not.toThrow()
    }
  })

  it('know every word of the language', () => {
    const text = JSON.stringify(textmate())
    for (const word of WORDS.keys()) expect(text).toMatch(new RegExp(`\\b${word}\\b`))
    const { keywords, contextual } = monarch()
    expect(new Set([...keywords, ...contextual])).toEqual(new Set(WORDS.keys()))
  })

  it.each(PROGRAMS.slice(0, 8))('colour numbers, strings and reserved words of $name', ({ text }) => {
    const words = new Set(Object.values(RESERVED).flat())
    for (const { startOffset, tokenType } of lex(text, 'x').tokens) {
      if (tokenType.name === 'Number') expect(scopeAt(text, startOffset)).toBe('constant.numeric.ssl')
      if (tokenType.name === 'String') expect(scopeAt(text, startOffset)).toBe('string.quoted.double.ssl')
      if (words.has(tokenType)) expect(scopeAt(text, startOffset)).toMatch(/^(keyword|constant)/)
    }
  })
})
