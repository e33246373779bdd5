import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pythonSettings } from './python.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sslang-python-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const settings = (env: NodeJS.ProcessEnv, files: Readonly<Record<string, string>> = {}) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const { index, ...rest } = pythonSettings({ XDG_CONFIG_HOME: folder, ...env })
  return { index: index.href, ...rest }
}

describe('the Python index', () => {
  it('is what the environment names, for pip first', () => {
    const env = { UV_DEFAULT_INDEX: 'https://uv.test/simple' }
    expect(settings(env).index).toBe('https://uv.test/simple/')
    expect(settings({ ...env, PIP_INDEX_URL: 'https://pip.test/simple/' }).index).toBe(
      'https://pip.test/simple/',
    )
  })

  it('is what pip.conf names', () => {
    const text =
      '[global]\nextra-index-url = https://x.test/\nindex-url = https://pip.test/a\ncert = /some/file.pem\nproxy = http://p.test:1\n'
    expect(settings({}, { 'pip/pip.conf': text })).toEqual({
      index: 'https://pip.test/a/',
      certificates: '/some/file.pem',
      proxy: 'http://p.test:1',
    })
  })

  it.each([
    'index-url = "https://uv.test/a"\n',
    '[[index]]\nname = "x"\nurl = "https://x.test"\n\n[[index]]\nurl = "https://uv.test/a"\ndefault = true\n',
  ])('is what uv.toml names: %j', (text) => {
    expect(settings({}, { 'uv/uv.toml': text }).index).toBe('https://uv.test/a/')
  })
})
