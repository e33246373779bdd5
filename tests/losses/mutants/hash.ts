import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const folder = 'tests/losses'

/** What the table of mutants was made from: the losses, and the tests that judge them. */
export function hashOfTested(): string {
  const hash = createHash('sha256').update(readFileSync('src/stdlib/losses.ssl'))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  // What says how the table looks is not what it says.
  const told = [
    'listed.test.ts',
    'listed.ts',
    'mutants.test.ts',
    'mutants/equivalent.ts',
    'mutants/run.ts',
    'mutants/table.ts',
  ]
  const judged = files.filter((file) => file.endsWith('.ts') && !told.includes(file))
  for (const file of judged.sort()) hash.update(readFileSync(`${folder}/${file}`))
  return hash.digest('hex').slice(0, 16)
}
