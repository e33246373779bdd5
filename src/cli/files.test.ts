import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { SslError } from '../messages/diagnostic.js'
import { expand, readText } from './files.js'

const folder = mkdtempSync(join(tmpdir(), 'sslang-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'deep', 'node_modules'), { recursive: true })
const files = ['a.ssl', 'b.ssl', 'deep/c.ssl', 'deep/node_modules/d.ssl', 'e.txt']
for (const file of files) writeFileSync(join(folder, file), '')

const names = async (...patterns: string[]) =>
  (await expand(patterns.map((one) => join(folder, one)))).map((path) => path.slice(folder.length + 1))

it('takes files, folders and globs, each file once, never what npm installed', async () => {
  expect(await names('a.ssl')).toEqual(['a.ssl'])
  expect(await names('')).toEqual(['a.ssl', 'b.ssl', 'deep/c.ssl'])
  expect(await names('*.ssl', 'a.ssl')).toEqual(['a.ssl', 'b.ssl'])
  expect(await names('**/*.ssl')).toEqual(['a.ssl', 'b.ssl', 'deep/c.ssl'])
})

it('refuses a pattern that names no file', async () => {
  await expect(names('missing.ssl')).rejects.toThrow(/SSL8002.*missing\.ssl/)
})

it('says why a file cannot be read', () => {
  expect(() => readText(join(folder, 'nothing.ssl'))).toThrow(SslError)
  expect(() => readText(folder)).toThrow(/it is a folder/)
})
