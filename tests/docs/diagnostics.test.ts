import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/messages/catalogue.js'
import { startOf, told } from './check.js'
import { type Block, blocks, marks } from './page.js'

const folder = fileURLToPath(new URL('../../docs/diagnostics/', import.meta.url))
const pageOf = (code: string) => `${folder}${code}.md`
const codes = Object.keys(catalogue) as (keyof typeof catalogue)[]

/** The files of a page, with the example under test as `main.ssl`. */
function filesWith(page: readonly Block[], example: Block): Record<string, string> {
  const files: Record<string, string> = { 'main.ssl': example.text }
  for (const { words, text } of page) {
    const name = words.find((word) => word.startsWith('file='))?.slice('file='.length)
    if (name !== undefined) files[name] = text
  }
  return files
}

const examples = codes.flatMap((code) => {
  const page = existsSync(pageOf(code)) ? blocks(readFileSync(pageOf(code), 'utf8')) : []
  return page
    .filter(({ language, words }) => language === 'ssl' && /^(fails|mended)$/.test(words[0] ?? ''))
    .map((example) => ({ code, kind: example.words[0], data: example.words.includes('data'), example, page }))
})

describe('every message', () => {
  it.each(codes)('%s has a page under its title', (code) => {
    expect(readFileSync(pageOf(code), 'utf8').split('\n')[0]).toBe(`# ${code}: ${catalogue[code].title}`)
  })

  it('is alone in having one, and the index lists all', async () => {
    const pages = readdirSync(folder).filter((file) => file.startsWith('SSL'))
    expect(pages.sort()).toEqual(codes.map((code) => `${code}.md`).sort())
    await expect(index()).toMatchFileSnapshot(`${folder}README.md`)
  })
})

describe('a failing example', () => {
  it.each(examples.filter(({ kind, data }) => kind === 'fails' && !data))(
    'of $code gives exactly that message at the marked place',
    ({ code, example, page }) => {
      const found = told(filesWith(page, example), 'main.ssl')
      expect(found.map((one) => `${one.code} ${one.message}`)).toEqual([expect.stringContaining(`${code} `)])
      const [mark] = marks(example.text)
      const [one] = found
      if (!mark || !one) throw new Error('the example has no mark')
      const start = startOf(one, example.text)
      // A comment cannot stand in the first two columns, so a mark in the third may mean these too.
      const column = mark.start === 2 ? Math.max(2, start.column) : start.column
      expect({ line: start.line, column }).toEqual({ line: mark.line, column: mark.start })
    },
  )
})

describe('a mended example', () => {
  it.each(examples.filter(({ kind }) => kind === 'mended'))('of $code is in order', ({ example, page }) => {
    expect(told(filesWith(page, example), 'main.ssl').map((one) => `${one.code} ${one.message}`)).toEqual([])
  })
})

const areas: Readonly<Record<string, string>> = {
  SSL1: 'Syntax',
  SSL2: 'Names, roles, types and indices',
  SSL3: 'Dimensions, kinds and bounds',
  SSL4: 'Ways in which a self-supervised run goes wrong',
  SSL5: 'Settings',
  SSL6: 'Data',
  SSL7: 'Runs and engines',
  SSL8: 'The command line',
}

/** The index page. `npm run golden` writes it anew. */
function index(): string {
  const sections = Object.entries(areas).map(([prefix, title]) => {
    const rows = codes
      .filter((code) => code.startsWith(prefix))
      .map((code) => `| [${code}](${code}.md) | ${catalogue[code].severity} | ${catalogue[code].title} |`)
    return [`## ${title}`, '', '| code | | what it is about |', '|---|---|---|', ...rows, ''].join('\n')
  })
  const head = [
    '# Messages',
    '',
    'Everything that sslang says to a user has a code. `sslang explain CODE` shows its page.',
    '',
  ]
  return [...head, ...sections].join('\n')
}
