import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { counts, type Elsewhere, type Open, type Section, sections } from './listed.js'
import { worked } from './worked.js'

/* docs/losses.md: where each listed property and worked value of the losses is tested. */

type Entry = Section['properties'][number]

const folder = 'tests/losses'
const texts = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts') && !/^(listed|mutants)/.test(name))
    .map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
)

const titles = (entry: Entry): readonly string[] =>
  typeof entry === 'string' ? [entry] : 'open' in entry ? [] : 'title' in entry ? [entry.title] : entry

/** The files that have a title. */
function filesOf(entry: Entry): readonly string[] {
  if (typeof entry !== 'string' && 'file' in entry)
    return readFileSync(entry.file, 'utf8').includes(entry.title) ? [entry.file] : []
  return titles(entry).flatMap((title) => {
    const found = [...texts].filter(([, text]) => text.includes(title)).map(([name]) => name)
    return found.length === 0 ? [] : [found[0] ?? '']
  })
}

const isOpen = (entry: Entry): entry is Open => typeof entry !== 'string' && 'open' in entry

const all = Object.entries(sections).flatMap(([number, { properties, examples = {} }]) => [
  ...properties.map((entry, k) => ({ id: `${number}.P${k + 1}`, entry })),
  ...Object.entries(examples).map(([name, entry]) => ({ id: `${number}.${name}`, entry })),
])

const calculated = new Set(worked.map(({ id }) => id))

test('every listed property and worked value has its place', () => {
  expect(Object.keys(sections).sort()).toEqual(Object.keys(counts).sort())
  const wanted = Object.entries(counts).flatMap(([number, [properties, examples]]) => [
    ...Array.from({ length: properties }, (_, k) => `${number}.P${k + 1}`),
    ...Array.from({ length: examples }, (_, k) => `${number}.E${k + 1}`),
  ])
  const placed = new Set([...all.map(({ id }) => id), ...calculated])
  expect([...placed].sort()).toEqual(wanted.sort())
})

describe.each(all.filter(({ entry }) => !isOpen(entry)))('$id', ({ entry }) => {
  test.each(titles(entry))('has a test: %s', (title) => {
    const one: string | Elsewhere =
      typeof entry !== 'string' && 'file' in entry ? { file: entry.file, title } : title
    expect(filesOf(one)).not.toEqual([])
  })
})

const cell = (entry: Entry): string => {
  if (isOpen(entry)) return `— ${entry.open}`
  const file = (name: string) => name.replace(/^.*\//, '').replace(/(\.test)?\.ts$/, '')
  const of: readonly (string | Elsewhere)[] =
    typeof entry !== 'string' && 'file' in entry ? [entry] : titles(entry)
  return of
    .map((one) => `\`${file(filesOf(one)[0] ?? '')}\`: ${typeof one === 'string' ? one : one.title}`)
    .join('<br>')
}

function sectionTable(number: string, { title, properties, examples = {} }: Section): string {
  const rows = properties.map((entry, k) => `| P${k + 1} | ${cell(entry)} |`)
  const values = Array.from({ length: counts[number]?.[1] ?? 0 }, (_, k) => `E${k + 1}`).map((name) => {
    const paths = worked.filter(({ id }) => id === `${number}.${name}`).map(({ path }) => `\`${path}\``)
    const other = examples[name]
    const parts = [...new Set(paths), ...(other === undefined ? [] : [cell(other)])]
    return `| ${name} | ${parts.join(', ')} |`
  })
  const heading = /^\d/.test(number) ? `${number.split(' ')[0]}. ${title}` : title
  return [`## ${heading}`, '', '| | test |', '| --- | --- |', ...rows, ...values].join('\n')
}

test('docs/losses.md lists them', async () => {
  const open = all.filter(({ entry }) => isOpen(entry)).length
  const places = new Set([...all.map(({ id }) => id), ...calculated]).size
  const page = `# Where the properties of the losses are tested

The losses of \`std/losses.ssl\` have properties that their papers state or imply, and values that can be worked by
hand. This page says which test in \`tests/losses/\` is about each; it is written from \`tests/losses/listed.ts\` by the
tests. Properties are tried on random data in float64; the worked values (E) are computed by the reference and by
the emitted module in float64, to 1e-6, and by every other engine that works on the machine in float32, to 1e-4;
values and derivatives of every loss on random data likewise (\`universal\`). [Whether these tests
bite](mutants.md) is measured.

Of ${places} properties and values ${open} are no tests here: those with a dash.

${Object.entries(sections)
  .map(([number, section]) => sectionTable(number, section))
  .join('\n\n')}
`
  await expect(page).toMatchFileSnapshot('../../docs/losses.md')
})
