import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkModule, elaborate, librarySource } from '../../src/compiler/index.js'

const foldersWithPrograms = ['../programs/']

describe.each(foldersWithPrograms)('the programs of %s', (folder) => {
  const path = fileURLToPath(new URL(folder, import.meta.url))
  const files = readdirSync(path).filter((file) => file.endsWith('.ssl'))
  const read = (name: string): string | undefined =>
    name.startsWith('std.')
      ? librarySource(name)
      : files.includes(name)
        ? readFileSync(`${path}${name}`, 'utf8')
        : undefined

  test.each(files)('%s is in order', (file) => {
    const sources = { read: (name: string) => read(name) ?? (name.endsWith('.ts') ? '' : undefined) }
    const { modules, diagnostics } = checkModule(file, sources)
    expect(diagnostics).toEqual([])
    expect(elaborate(modules, file).diagnostics).toEqual([])
  })
})
