import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { handwritten, ideaOf, indexOf, pageOf } from './page.js'

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
const examples = readdirSync('examples')
  .filter((file) => file.endsWith('.ssl'))
  .map((file) => ({ name: basename(file, '.ssl'), program: read(`examples/${file}`) }))

test.each(examples)(
  'docs/systems/$name.md shows the program as it is; npm run systems',
  ({ name, program }) => {
    const page = read(`docs/systems/${name}.md`)
    const pictured = existsSync(`docs/systems/${name}.png`)
    const published = existsSync(`examples/paper/${name}.ssl`)
    const accepted = read('docs/accept.md')
    expect(page).toBe(pageOf({ name, program, published, pictured, accepted, notes: handwritten(page) }))
  },
)

test('the index names every system', () => {
  expect(read('docs/systems/README.md')).toBe(indexOf(examples))
})

test.each(examples)('docs/systems/$name.md gives published numbers and traps', ({ name }) => {
  const notes = handwritten(read(`docs/systems/${name}.md`))
  expect(notes).toMatch(/^## Published numbers$/m)
  expect(notes).toMatch(/^## Traps$/m)
  const linked = [...notes.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((link) => link[1] ?? '')
  expect(linked.filter((path) => !existsSync(`docs/systems/${path}`))).toEqual([])
})

test.each(examples)('$name says in a few lines what its idea is', ({ program }) => {
  expect(ideaOf(program).length).toBeGreaterThan(60)
})
