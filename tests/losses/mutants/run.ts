import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Answers, ask } from './ask.js'
import { hashOfTested } from './hash.js'
import { enter } from './stand-in.js'
import { missed, page } from './table.js'

/* Started by scripts/mutants.mjs: the parent divides the mutants among processes and joins what they found. */

const folder = 'tests/losses'
const [, file = '', share, of] = process.argv
const resultOf = (k: number | string) => join('.sslang', `mutants-${k}.json`)

async function asked(k: number, count: number): Promise<void> {
  for (const name of readdirSync(folder)) {
    const test = /^(\w+)\.test\.ts$/.exec(name)?.[1]
    // These are about pages.
    if (test === undefined || test === 'mutants' || test === 'listed') continue
    enter(test)
    await import(`../${test}.test.ts`)
  }
  const source = readFileSync('src/stdlib/losses.ssl', 'utf8')
  const answers = await ask(
    source,
    (at) => at % count === k,
    (line) => console.log(line),
  )
  writeFileSync(resultOf(k), JSON.stringify(answers))
}

const child = (k: number, count: number): Promise<Answers> =>
  new Promise((done, fail) => {
    const one = spawn(process.execPath, [file, String(k), String(count)], { stdio: 'inherit' })
    one.on('exit', (code) => {
      if (code === 0) done(JSON.parse(readFileSync(resultOf(k), 'utf8')) as Answers)
      else fail(new Error(`process ${k} ended with ${code}`))
    })
  })

/** In the order of the module, dealt out one by one as they were. */
const joined = (parts: readonly Answers[]) =>
  Array.from({ length: parts.reduce((sum, { mutants }) => sum + mutants.length, 0) }, (_, at) => {
    const one = parts[at % parts.length]?.mutants[Math.floor(at / parts.length)]
    if (!one) throw new Error(`mutant ${at} was not asked about`)
    return one
  })

if (share !== undefined) await asked(Number(share), Number(of))
else {
  const count = Math.min(availableParallelism(), 8)
  const hash = hashOfTested()
  const start = performance.now()
  const parts = await Promise.all(Array.from({ length: count }, (_, k) => child(k, count)))
  const answers: Answers = { tests: parts[0]?.tests ?? [], mutants: joined(parts) }
  const all = answers.mutants
  writeFileSync('docs/mutants.md', page(answers, hash))
  for (const { definition, kind, before, after } of missed(answers))
    console.log(`no test tells ${definition} (${kind}) from the library:\n  ${before}\n  ${after}`)
  if (missed(answers).length > 0) process.exitCode = 1
  const fates = ['refused', 'killed', 'alive'].map(
    (fate) => `${all.filter((one) => one.fate === fate).length} ${fate}`,
  )
  console.log(
    `${all.length} mutants: ${fates.join(', ')}; ${((performance.now() - start) / 1000).toFixed(0)} s`,
  )
}
