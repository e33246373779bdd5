import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { told } from './check.js'
import { blocks } from './page.js'

const pages = ['README.md', 'docs/language.md']

describe.each(pages)('%s', (page) => {
  const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8')
  const programs = blocks(text).filter(({ language, words }) => language === 'ssl' && words.length === 0)

  it.each(programs)('the program at line $line is in order', ({ text: program }) => {
    expect(told({ 'main.ssl': program }, 'main.ssl').map((one) => `${one.code} ${one.message}`)).toEqual([])
  })

  it('has no link that leads nowhere', () => {
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    )
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target)
    expect(links.filter((target) => !headings.includes(target ?? ''))).toEqual([])
  })
})
