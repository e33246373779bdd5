import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type Answers, ask } from './ask.js'
import { enter } from './stand-in.js'

/* Started by scripts/mutants.mjs: the parent divides the mutants among processes and joins what they found. */

const folder = 'tests/losses'
const [, file = '', share, of] = process.argv
const resultOf = (k: number | string) => join('.sslang', `mutants-${k}.json`)

async function asked(k: number, count: number): Promise<void> {
  for (const name of readdirSync(folder)) {
    const test = /^(\w+)\.test\.ts$/.exec(name)?.[1]
    if (test === undefined || test === 'mutants') continue
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

if (share !== undefined) await asked(Number(share), Number(of))
else {
  const count = Math.min(availableParallelism(), 8)
  const start = performance.now()
  const parts = await Promise.all(Array.from({ length: count }, (_, k) => child(k, count)))
  const all = parts.flatMap(({ mutants }) => mutants)
  const fates = ['refused', 'killed', 'alive'].map(
    (fate) => `${all.filter((one) => one.fate === fate).length} ${fate}`,
  )
  console.log(
    `${all.length} mutants: ${fates.join(', ')}; ${((performance.now() - start) / 1000).toFixed(0)} s`,
  )
}
