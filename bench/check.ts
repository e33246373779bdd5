import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkModule } from '../src/compiler/check.js'
import { lex } from '../src/grammar/lexer.js'

// Parsing and checking of a generated project of 10,000 lines, after warm-up: the programs over and
// over as files of their own, each with a comment that makes it new to the checker.

const folder = 'tests/programs'
const texts = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ssl'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
)

/** A project: copies of all programs in folders `0/`, `1/`, … up to 10,000 lines. */
function project(round: number): Map<string, string> {
  const files = new Map<string, string>()
  let lines = 0
  for (let copy = 0; lines < 10_000; copy++) {
    for (const [name, text] of Object.entries(texts)) {
      files.set(`${copy}/${name}`, `${text}\n// ${round} ${copy}\n`)
      lines += text.split('\n').length
    }
  }
  return files
}

const tokens = [...project(0)].reduce((sum, [file, text]) => sum + lex(text, file).tokens.length, 0)
const times: number[] = []
for (let round = 0; round < 12; round++) {
  const files = project(round)
  const sources = { read: (path: string) => files.get(path) ?? (path.endsWith('.ts') ? '' : undefined) }
  const start = performance.now()
  for (const file of files.keys()) checkModule(file, sources)
  times.push(performance.now() - start)
}
const settled = times.slice(4).sort((a, b) => a - b)
const rate = (milliseconds = Number.NaN) => `${(tokens / milliseconds / 1000).toFixed(2)} million tokens/s`
console.log(
  `${tokens} tokens: ${rate(settled[settled.length >> 1])} (best ${rate(settled[0])}; at least 0.5)`,
)
