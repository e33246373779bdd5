import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { zip } from './index.fixture.js'
import { textIn, unzip } from './unzip.js'

let folder: string
let wheel: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sslang-unzip-'))
  wheel = join(folder, 'a-1.whl')
  writeFileSync(
    wheel,
    zip({ 'a/lib.so': 'library', 'a/b/c.py': 'code', 'a-1.dist-info/METADATA': 'Name: a' }),
  )
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('unzip', () => {
  it('writes the files that have a place, and tells how far it is', async () => {
    const told: (number | undefined)[] = []
    const place = (name: string) => (name.endsWith('.so') ? join(folder, 'out', name) : undefined)
    expect(await unzip(wheel, place, (_, done) => told.push(done))).toBe(1)
    expect(readFileSync(join(folder, 'out/a/lib.so'), 'utf8')).toBe('library')
    expect(existsSync(join(folder, 'out/a/b'))).toBe(false)
    expect(told).toEqual([7])
  })

  it('reads one text', async () => {
    expect(await textIn(wheel, /METADATA$/)).toBe('Name: a')
    expect(await textIn(wheel, /NOTHING$/)).toBe('')
  })

  it('refuses what is no zip', async () => {
    writeFileSync(wheel, 'no zip')
    await expect(textIn(wheel, /x/)).rejects.toMatchObject({ diagnostics: [{ code: 'SSL7507' }] })
  })
})
