import { describe, expect, test } from 'vitest'
import { checkModule } from '../../src/compiler/check.js'
import { checkDefinitions } from '../../src/compiler/elaborate/alone.js'
import { elaborate } from '../../src/compiler/elaborate/elaborate.js'
import { libraryModules } from '../../src/compiler/library.js'
import type { Diagnostic } from '../../src/messages/diagnostic.js'
import { programs, texts } from './emitted.js'

const told = (diagnostics: readonly Diagnostic[]) =>
  diagnostics.map(({ code, message }) => `${code}: ${message}`)

describe('without their data', () => {
  test.each(programs)('%s checks without a diagnostic', (program) => {
    const { modules, diagnostics } = checkModule(program, texts)
    expect(told(diagnostics)).toEqual([])
    expect(told(elaborate(modules, program).diagnostics)).toEqual([])
  })
})

describe('by itself', () => {
  test.each(libraryModules())('each definition of %s is sound', (key) => {
    const { modules, diagnostics } = checkModule(key, texts)
    expect(told(diagnostics)).toEqual([])
    expect(told(checkDefinitions(modules, key))).toEqual([])
  })
})
