import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addMapping, GenMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping'
import { afterAll, expect, test } from 'vitest'
import { sourceOrigins } from './origins.js'

const root = mkdtempSync(join(tmpdir(), 'sslang-origins-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a call is led back to the .ssl file by the source map of its module', () => {
  const source = 'model f = pool\nlet y = log(x)\n'
  const map = new GenMapping({ file: 'a.cjs' })
  setSourceContent(map, 'a.ssl', source)
  const text = 'exports.here = (ask) =>\n  ask()\n'
  addMapping(map, { generated: { line: 2, column: 2 }, original: { line: 2, column: 8 }, source: 'a.ssl' })
  writeFileSync(join(root, 'a.cjs.map'), JSON.stringify(toEncodedMap(map)))
  writeFileSync(join(root, 'a.cjs'), `${text}//# sourceMappingURL=a.cjs.map\n`)
  const module = createRequire(import.meta.url)(join(root, 'a.cjs')) as { here: <T>(ask: () => T) => T }
  const origin = module.here(sourceOrigins())
  expect(origin).toEqual({ file: join(root, 'a.ssl'), start: 23, end: 26, text: 'a.ssl:2' })
  expect(source.slice(23, 26)).toBe('log')
  expect(sourceOrigins()()).toBeUndefined()
})
