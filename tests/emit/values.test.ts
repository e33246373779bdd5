import { expect, test } from 'vitest'
import { checkModule } from '../../src/compiler/check.js'
import { evaluateDefinition } from '../../src/compiler/elaborate/elaborate.js'
import { evaluateExpression } from '../../src/compiler/elaborate/expression.js'
import { SslError } from '../../src/messages/diagnostic.js'
import type { Recipe, Tensor } from '../../src/program/index.js'

const library = { read: () => undefined }
const definition = (path: string) => {
  const { modules } = checkModule(path.slice(0, path.lastIndexOf('.')), library)
  return evaluateDefinition(modules, path) as (configuration?: object) => Recipe<Tensor>
}

test('a definition is a function on plain arrays, with gradients', () => {
  const nt_xent = definition('std.losses.nt_xent')({ temperature: 0.5 })
  const [u, v] = [
    [
      [1, 0],
      [0, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ]
  // Each row has one positive of similarity 1 and two negatives of similarity 0.
  expect(nt_xent(u, v)).toBeCloseTo(Math.log(Math.exp(2) + 2) - 2, 10)
  expect(nt_xent.gradient(u, v)).toMatchObject({ value: expect.closeTo(0.2395, 3), u: expect.any(Array) })
})

test.each([
  ['0.5', 0.5],
  ['[16, 32]', [16, 32]],
  ['0.2..1.0', { low: 0.2, high: 1 }],
  ['true', true],
  ['3 / 4', 0.75],
  ['-true', -1],
  ['-(2 < 3) + 2', 1],
  ['[2 < 3, 4]', [1, 4]],
  ['[2 < 3, false]', [true, false]],
  ['true == 1', true],
  ['(2 < 3) == (3 < 2)', false],
  ['if (2 < 3) > false then 5 else true', 5],
])('the value %s', (text, value) => {
  expect(evaluateExpression(text, 'x')).toEqual(value)
})

test('a model as a value is a recipe: each use makes new parts', () => {
  const value = evaluateExpression('batch_norm(groups: 8)', '--input norm')
  expect(value).toBeTypeOf('function')
  const composed = evaluateExpression('batch_norm |> relu', '--input norm')
  expect(composed).toBeTypeOf('function')
})

test('mistakes of a value are told at its text', () => {
  const spanOf = (text: string) => {
    try {
      evaluateExpression(text, 'norm')
    } catch (error) {
      return error instanceof SslError ? error.diagnostics[0]?.span : error
    }
    return undefined
  }
  expect(spanOf('batch_norn(groups: 8)')).toEqual({ file: 'norm', start: 0, end: 10 })
  expect(spanOf('batch_norm(groups: 0)')).toEqual({ file: 'norm', start: 19, end: 20 })
  expect(spanOf('(1')).toMatchObject({ file: 'norm' })
})
