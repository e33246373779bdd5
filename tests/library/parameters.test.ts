import { expect, test } from 'vitest'
import { checkModule, elaborate } from '../../src/compiler/index.js'
import { parametersOf } from '../../src/runtime/forecast/parameters.js'
import { published } from './calls.js'

/** A program that trains nothing but one encoder. */
const program = (encoder: string, size: number): string => `
import std.{encoders, layers}
data pictures: image[${size}, ${size}, 3] = folder("pictures")
model f = ${encoder}
pretext only {
  batch x from pictures, size: 2
  minimize mean(f(x)^2)
}
`

test.each(published)('%s of %i pixels has %i parameters', (encoder, size, parameters) => {
  const read = (path: string) => (path === 'one.ssl' ? program(encoder, size) : undefined)
  const { modules, diagnostics } = checkModule('one.ssl', { read })
  const elaborated = elaborate(modules, 'one.ssl')
  expect([...diagnostics, ...elaborated.diagnostics]).toEqual([])
  const pretext = elaborated.pretexts.only
  if (!pretext) throw new Error('there is no pretext')
  expect(parametersOf(pretext).all).toBe(parameters)
})
