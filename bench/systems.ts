import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { handwritten, indexOf, pageOf } from '../tests/accept/page.js'

// Renews the pages of docs/systems: the program, the picture of its newest training, what training must reach.
//   npm run systems              all
//   npm run systems -- rotation  these
// Pictures come from the trainings of `npm run accept`, or show what the models see before any; tables come from
// docs/accept.md; what stands below the line "by hand" of a page stays.

const folder = 'docs/systems'

/** The picture that the newest training of a program left. */
function pictureOf(name: string): string | undefined {
  const runs = join('.sslang', 'accept', 'runs', name)
  if (!existsSync(runs)) return undefined
  const pictures = readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter(
    (path) => basename(path) === 'views.png',
  )
  const newest = pictures
    .sort((a, b) => basename(join(a, '..')).localeCompare(basename(join(b, '..'))))
    .at(-1)
  return newest === undefined ? undefined : join(runs, newest)
}

const all = readdirSync('examples')
  .filter((file) => file.endsWith('.ssl'))
  .map((file) => basename(file, '.ssl'))
const words = process.argv.slice(2)
const accepted = existsSync('docs/accept.md') ? readFileSync('docs/accept.md', 'utf8') : ''
for (const name of all.filter((one) => words.length === 0 || words.includes(one))) {
  const [path, picture] = [join(folder, `${name}.md`), join(folder, `${name}.png`)]
  const made = pictureOf(name)
  if (made) copyFileSync(made, picture)
  else if (!existsSync(picture))
    execFileSync(process.execPath, ['dist/cli.js', 'views', `examples/${name}.ssl`, '-o', picture])
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const program = readFileSync(`examples/${name}.ssl`, 'utf8')
  const [published, pictured] = [existsSync(`examples/paper/${name}.ssl`), existsSync(picture)]
  const page = { name, program, published, pictured, accepted, notes: handwritten(before) }
  writeFileSync(path, pageOf(page))
}
const programs = all.map((name) => ({ name, program: readFileSync(`examples/${name}.ssl`, 'utf8') }))
writeFileSync(join(folder, 'README.md'), indexOf(programs))
