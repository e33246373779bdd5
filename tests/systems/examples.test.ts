import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checkModule, elaborate, emit, format, librarySource } from '../../src/compiler/index.js'

const folder = fileURLToPath(new URL('../../examples/', import.meta.url))
const files = ['', 'paper'].flatMap((below) =>
  readdirSync(join(folder, below))
    .filter((file) => file.endsWith('.ssl'))
    .map((file) => (below ? `${below}/${file}` : file)),
)

const written = (file: string): string => readFileSync(join(folder, file), 'utf8')

const read = (name: string): string | undefined =>
  librarySource(name) ?? (files.includes(name) ? written(name) : name.endsWith('.ts') ? '' : undefined)

describe.each(files)('examples/%s', (file) => {
  const text = written(file)

  test('is in order and compiles', async () => {
    const { modules, diagnostics } = checkModule(file, { read })
    expect(diagnostics).toEqual([])
    expect(elaborate(modules, file).diagnostics).toEqual([])
    const module = modules.get(file)
    if (!module) throw new Error(`${file} was not checked`)
    expect((await emit(module, { source: text })).text).toContain('$.minimize(')
  })

  test('says what it is, has one objective and fits a page', () => {
    const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//'))
    expect(lines.length).toBeLessThanOrEqual(60)
    // One file compares three sources of negatives, everything else equal.
    const objectives = file.endsWith('three_mechanisms.ssl') ? 3 : 1
    expect(lines.filter((line) => line.startsWith('pretext '))).toHaveLength(objectives)
    expect(text).toMatch(/^\/\/\/ /)
    expect(format(text, file)).toBe(text)
  })
})
