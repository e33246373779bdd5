import { describe, expect, it } from 'vitest'
import { render } from '../messages/render.js'
import { lex } from './lexer.js'
import { parse } from './parser.js'
import { PROGRAMS } from './programs.fixture.js'

const CHOSEN = ['simclr.ssl', 'moco_v2.ssl', 'mae.ssl', 'word2vec.ssl', 'encoders.ssl']
const chosen = PROGRAMS.filter(({ name }) => CHOSEN.includes(name))
const golden = (stage: string, name: string): string =>
  `../../tests/golden/${stage}/${name.replace('.ssl', '.txt')}`

/** One token a line, with the type that the parser sees. */
function tokens(text: string): string {
  const lines = lex(text, 'x').tokens.map(({ startOffset, tokenType, image }) => {
    return `${String(startOffset).padStart(5)} ${tokenType.name.padEnd(12)} ${image}`
  })
  return `${lines.join('\n')}\n`
}

/** A tree as an outline: each node with its place, then its fields. */
function outline(value: unknown, depth = 0): string {
  const indent = '  '.repeat(depth)
  if (Array.isArray(value)) {
    return value.length === 0
      ? ' []'
      : value.map((item) => `\n${indent}-${outline(item, depth + 1)}`).join('')
  }
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}`
  const { is, start, end, ...fields } = value as { is?: string; start?: number; end?: number }
  const head = `${is === undefined ? '' : ` ${is}`}${start === undefined ? '' : ` ${start}..${end}`}`
  const lines = Object.entries(fields).map(([name, item]) => `\n${indent}${name}:${outline(item, depth + 1)}`)
  return head + lines.join('')
}

const MISTAKES: Readonly<Record<string, string>> = {
  keywords:
    'modle f = resnet()\n\npretxt p {\n  batch x from d\n  minimise f(x) ovr f\n  metric a = 20 minutes\n}\n',
  brackets:
    'let a = f(1, 2\nlet b = [for i 3: 2]\nlet c = d)\n\npretext p {\n  minimize f(x)\n\ntrain p {\n  epochs: 3\n',
  bodies:
    'fn f(x: f32) =\n  let a = x\n    - 3\n  a + 1\n\nloss l(x f32) = x\n\nlayer m(x: f32) =\n  param W: f32 = 0\n\nparam U: f32 = 1\n',
  expressions:
    'let a =\nlet b = 1 + not c\nlet d = 0 < e < 1\nlet g = .5 * "open\nlet h = "\\q" && !i\nlet j = k l\n',
}

describe('golden files', () => {
  it.each(chosen)('tokens of $name', async ({ name, text }) => {
    await expect(tokens(text)).toMatchFileSnapshot(golden('tokens', name))
  })

  it.each(chosen)('tree of $name', async ({ name, text }) => {
    const { comments: _, ...file } = parse(text, name).file
    await expect(`${outline(file).trim()}\n`).toMatchFileSnapshot(golden('ast', name))
  })

  it.each(Object.entries(MISTAKES))('messages about %s', async (name, text) => {
    const file = `${name}.ssl`
    const shown = render(parse(text, file).diagnostics, new Map([[file, text]]))
    await expect(`${shown}\n`).toMatchFileSnapshot(golden('syntax', file))
  })
})
