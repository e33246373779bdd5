import { readFileSync } from 'node:fs'
import { fc, test as property } from '@fast-check/vitest'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, test } from 'vitest'
import { coreOf } from '../core.fixture.js'
import type { Core, CoreModule, CoreOperator } from '../core.js'
import { emit } from './emit.js'
import { layoutExpression } from './expression.js'
import { print } from './layout.js'
import { lineIndex } from './position.js'

const example = readFileSync(new URL('../../../tests/emit/example.txt', import.meta.url), 'utf8')
const emitText = async (text: string) => (await emit(coreOf('x.ssl', text), { source: text })).text

describe('emitted text', () => {
  test('of the example is as a person would write it', async () => {
    await expect(await emitText(example)).toMatchFileSnapshot('../../../tests/emit/example.golden.txt')
  })

  test('is the same each time, and the same when it is read back and printed', async () => {
    const first = await emitText(example)
    expect(await emitText(example)).toBe(first)
    const again = await emitText(first)
    const withoutHead = (text: string) => text.slice(text.indexOf('\n'))
    expect(withoutHead(again)).toBe(withoutHead(first))
  })

  test('leaves out what nobody reads', async () => {
    const text = await emitText(`
import * as $ from 'sslang/runtime'
import * as $losses from 'sslang/std/losses'
const unread = 3
export const f = $.fn('f', {}, ({ a, b }, { x, y }, { D }) => {
  const n = 3
  const p = $.param('p', [D], 0)
  const [first, second, third] = $.batch(x, { size: 2 })
  return second
})
export const g = $.fn('g', {}, ({ a }, { x }, { D }) => $.add(x, D))
`)
    expect(text).not.toMatch(/losses|unread|const n/)
    expect(text).toContain("export const f = $.fn('f', {}, (_, { x }, { D }) => {")
    expect(text).toContain("\n  $.param('p', [D], 0)\n")
    expect(text).toContain('const [, second] = $.batch(x, { size: 2 })')
    expect(text).toContain("export const g = $.fn('g', {}, (_, { x }, { D }) => $.add(x, D))")
  })

  test('names the results of a pretext in its type', async () => {
    const text = await emitText(`
import * as $ from 'sslang/runtime'
const f = $.model('f', () => $.relu)
export const plain = $.pretext('plain', () => $.minimize(f(1)))
export const measured = $.pretext('measured', () => {
  $.metric('size', f(1))
  $.stage('first', () => {
    $.metric('speed', f(2))
  })
})
export const judged = $.pretext('judged', () => $.minimize(f(1)))
$.evaluate([[judged, f], [judged, 'inner']], {}, [$.knn(), $.linear_probe({ lr: 0.1 })])
`)
    expect(text).toContain("$.pretext('plain', ")
    expect(text).toContain("$.pretext<never, never, 'size' | 'speed'>('measured', ")
    expect(text).toContain("$.pretext<'f' | 'inner', 'knn' | 'linear_probe'>('judged', ")
  })

  test('imports emitted modules and sources by names that TypeScript resolves', async () => {
    const text = await emitText(`
import * as $byol from './byol.ssl'
import * as $letters from './letters.ts'
export const a = $letters.render($byol.images)
`)
    expect(text).toContain("import * as $byol from './byol.ssl.js'")
    expect(text).toContain("import * as $letters from './letters.js'")
  })

  test('keeps docs, also with what would end a comment', async () => {
    const module = coreOf('x.ssl', 'export const a = 1\nexport const b = 2')
    const [a, b] = module.declarations
    if (!a || !b) throw new Error('two declarations')
    const documented: CoreModule = {
      ...module,
      doc: 'A file.',
      declarations: [
        { ...a, doc: 'Ends */ here.\nSecond.' },
        { ...b, doc: 'One.' },
      ],
    }
    const { text } = await emit(documented, { source: 'export const a = 1\nexport const b = 2' })
    expect(text).toContain('/** A file. */\n')
    expect(text).toContain('/**\n * Ends *\\/ here.\n * Second.\n */\nexport const a = 1\n')
    expect(text).toContain('/** One. */\nexport const b = 2\n')
  })
})

describe('source map', () => {
  test('leads each name to the same name', async () => {
    const { text, map } = await emit(coreOf('x.ssl', example), { source: example })
    expect(map.mappings.length).toBeGreaterThan(0)
    const trace = new TraceMap(JSON.stringify(map))
    const at = lineIndex(text)
    let names = 0
    for (const { index, 0: name } of text.matchAll(/[A-Za-z_]\w*/g)) {
      const place = originalPositionFor(trace, at(index))
      if (place.name === null) continue
      names += 1
      expect(name).toBe(place.name)
      const line = example.split('\n')[place.line - 1] ?? ''
      expect(line.slice(place.column)).toMatch(new RegExp(`^${place.name}\\b`))
    }
    expect(names).toBeGreaterThan(60)
  })
})

const operators: readonly CoreOperator[] = [
  '+',
  '-',
  '*',
  '/',
  '**',
  '===',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  '&&',
  '||',
]

const { expression } = fc.letrec<{ expression: Core }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc
      .oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.string({ unit: 'binary' }),
      )
      .map((value): Core => ({ is: 'literal', value })),
    fc.constantFrom('a', 'b', 'long_name_of_a_value').map((name): Core => ({ is: 'name', name })),
    fc
      .tuple(fc.constantFrom(...operators), tie('expression'), tie('expression'))
      .map(([operator, left, right]): Core => ({ is: 'binary', operator, left, right })),
    fc
      .tuple(fc.constantFrom('-' as const, '!' as const), tie('expression'))
      .map(([operator, operand]): Core => ({ is: 'unary', operator, operand })),
    fc
      .tuple(tie('expression'), tie('expression'), tie('expression'))
      .map(([condition, then, otherwise]): Core => ({ is: 'conditional', condition, then, else: otherwise })),
    fc.array(tie('expression'), { maxLength: 12 }).map((items): Core => ({ is: 'array', items })),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'a b', 'e'), tie('expression')), { maxLength: 3 })
      .map((entries): Core => ({ is: 'object', entries })),
    fc
      .tuple(tie('expression'), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([callee, items]): Core => ({ is: 'call', callee, arguments: items })),
    fc
      .tuple(tie('expression'), fc.constantFrom('m', 'long_member', 'a b'))
      .map(([object, name]): Core => ({ is: 'member', object, name })),
    tie('expression').map((body): Core => ({ is: 'arrow', parameters: [{ is: 'name', name: 'a' }], body })),
  ),
}))

/** The tree on one line: equal trees give equal lines. */
const shape = (core: Core): string => print(layoutExpression(core, { source: '' }), 100_000).text

describe('expressions', () => {
  test.each(['[(false < 0), [1 > 2]]', 'f((a < b), c > (d ? 1 : 2))', '(a < b) > c', '[a < b, c]'])(
    '%s is no call with type arguments',
    (text) => {
      const [read] = coreOf('x.ssl', `const x = ${text}`).declarations
      expect(read && shape(read.value)).toBe(text)
    },
  )

  property.prop([expression, fc.integer({ min: 10, max: 120 })])(
    'mean the same when they are read back',
    (core, width) => {
      const { text } = print(['const x = ', layoutExpression(core, { source: '' })], width)
      const read = coreOf('x.ssl', text).declarations[0]
      expect(read && shape(read.value)).toBe(shape(core))
      expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true)
    },
  )
})
