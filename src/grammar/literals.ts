import type { IToken } from 'chevrotain'
import type { NumberLiteral, StringLiteral, Unit } from './ast.js'
import { PATTERNS } from './tokens.js'

const PARTS = /^([\d.]+(?:[eE][+-]?\d+)?)[ \t]*(.*)$/
const DIGIT_LAST = /[0-9]$/

/** The node of a number with its unit. */
export function number(token: IToken): NumberLiteral {
  const { image, startOffset: start } = token
  const end = start + image.length
  if (DIGIT_LAST.test(image)) return numberNode(start, end, image)
  const [, text = image, unit = ''] = PARTS.exec(image) ?? []
  return unit === '' ? numberNode(start, end, text) : { ...numberNode(start, end, text), unit: unit as Unit }
}

function numberNode(start: number, end: number, text: string): NumberLiteral {
  return { is: 'number', start, end, value: Number(text), text, whole: /^\d+$/.test(text) }
}

/** The node of a string; `bad` is called with each escape that the language lacks. */
export function string(token: IToken, bad: (sequence: string, offset: number) => void): StringLiteral {
  const { image: text, startOffset: start } = token
  const closed = text.length > 1 && text.endsWith(text[0]!)
  const inner = text.slice(1, closed ? -1 : undefined)
  const value = inner.includes('\\') ? decoded(inner, (sequence, at) => bad(sequence, start + 1 + at)) : inner
  return { is: 'string', start, end: start + text.length, value, text }
}

const ESCAPE = new RegExp(`${PATTERNS.escape}|\\\\(?:u\\{[^}]*\\}|.|$)`, 'gu')

function decoded(text: string, bad: (sequence: string, at: number) => void): string {
  return text.replace(ESCAPE, (sequence: string, at: number) => {
    const sign = sequence[1]
    if (sequence === '\\n') return '\n'
    if (sequence === '\\"' || sequence === '\\\\') return sign!
    const point = /^\\u\{([0-9A-Fa-f]{1,6})\}$/.exec(sequence)?.[1]
    const code = point === undefined ? Number.NaN : Number.parseInt(point, 16)
    if (code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)) return String.fromCodePoint(code)
    bad(sequence, at)
    return sequence
  })
}
