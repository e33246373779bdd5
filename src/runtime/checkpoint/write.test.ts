import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { writeAtomically } from './write.js'

const disk = vi.hoisted(() => ({ full: false }))
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>()
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  return {
    ...real,
    open: async (path: string, flags: string) => {
      const file = await real.open(path, flags)
      if (disk.full) file.writeFile = () => Promise.reject(full)
      return file
    },
  }
})

const root = mkdtempSync(join(tmpdir(), 'sslang-write-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a full disk keeps what was there and says so', async () => {
  const path = join(root, 'file')
  await writeAtomically(path, 'old')
  disk.full = true
  await expect(writeAtomically(path, 'new')).rejects.toThrow(/SSL7101: the disk is full.*--resume/)
  expect([readdirSync(root), readFileSync(path, 'utf8')]).toEqual([['file'], 'old'])
  disk.full = false
  await writeAtomically(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('new')
})
