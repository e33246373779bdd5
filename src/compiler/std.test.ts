import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { expect, test } from 'vitest'
import { lineIndex } from './emit/position.js'
import { libraryModules, librarySource } from './library.js'
import { libraryModulesCompiled } from './std.js'

test('the library compiles to JavaScript whose names lead to the source', async () => {
  const modules = await libraryModulesCompiled()
  expect(modules.map(({ name }) => `std.${name}`)).toEqual(libraryModules())
  for (const { name, javascript, map } of modules) {
    const source = (librarySource(`std.${name}`) ?? '').split('\n')
    const trace = new TraceMap(map)
    expect(trace.sources).toEqual([`${name}.ssl`])
    const at = lineIndex(javascript)
    for (const { index, 1: declared } of javascript.matchAll(/^const (\w+) = /gm)) {
      const place = originalPositionFor(trace, at(index + 'const '.length))
      expect(source[(place.line ?? 0) - 1]?.slice(place.column ?? 0)).toMatch(
        new RegExp(`^(let |fn )?${declared}\\b`),
      )
    }
  }
})
