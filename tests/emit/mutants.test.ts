import { fc, test as property } from '@fast-check/vitest'
import { expect } from 'vitest'
import { checkModule } from '../../src/compiler/check.js'
import { elaborate } from '../../src/compiler/elaborate/elaborate.js'
import { librarySource } from '../../src/compiler/library.js'
import { programs, texts } from './emitted.js'

const words = /\d+(?:\.\d+)?(?:e-?\d+)?|[A-Za-z_]\w*|[-+*/^@]|==|<|>|\.\.|\|>|\(|\)|,/g
const numbers = ['0', '1', '2', '7', '64', '0.5', '1000', '(-1)', 'true', '"a"', '20 epochs']

/** A program with one word replaced by another of its own, or by a number. */
const mutant = fc
  .tuple(fc.constantFrom(...programs), fc.nat(), fc.nat(), fc.boolean())
  .map(([program, at, by, number]) => {
    const text = texts.read(program) ?? ''
    const found = [...text.matchAll(words)]
    const word = found[at % found.length]
    const other = number ? numbers[by % numbers.length] : found[by % found.length]?.[0]
    const changed =
      text.slice(0, word?.index) + other + text.slice((word?.index ?? 0) + (word?.[0].length ?? 0))
    return { program, changed }
  })

property.prop([mutant], { numRuns: 150 })(
  'a program with any one word changed is checked without a crash',
  ({ program, changed }) => {
    const read = (path: string) => (path === program ? changed : texts.read(path))
    const { modules, diagnostics } = checkModule(program, { read })
    const refused = diagnostics.some(({ severity }) => severity === 'error')
    const built = refused ? [] : elaborate(modules, program).diagnostics
    for (const { span, message } of [...diagnostics, ...built]) {
      expect(message).not.toBe('')
      const text = span && (read(span.file) ?? librarySource(span.file))
      expect(text).toBeDefined()
      expect(span?.end).toBeLessThanOrEqual(text?.length ?? -1)
      expect(span?.start).toBeLessThanOrEqual(span?.end ?? -1)
    }
  },
)
