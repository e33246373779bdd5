import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkModule } from '../src/compiler/check.js'
import { elaborate } from '../src/compiler/elaborate/elaborate.js'
import { lex } from '../src/grammar/lexer.js'

// Checking of a generated project of 10,000 lines, after warm-up: the programs over and over as files of
// their own, each with a comment that makes it new to the checker. The graphs of the pretexts, and the
// hazards that are looked for in them, are measured by themselves: they take what the networks are large,
// not what the text is long.

const folder = 'tests/programs'
const texts = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ssl'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
)

/** A project: copies of all programs in folders `0/`, `1/`, … up to so many lines. */
function project(round: number, length: number): Map<string, string> {
  const files = new Map<string, string>()
  let lines = 0
  for (let copy = 0; lines < length; copy++) {
    for (const [name, text] of Object.entries(texts)) {
      files.set(`${copy}/${name}`, `${text}\n// ${round} ${copy}\n`)
      lines += text.split('\n').length
    }
  }
  return files
}

/** Milliseconds of rounds over new files, sorted; the first ones let the compiler of JavaScript settle. */
function measured(rounds: number, length: number, work: (files: Map<string, string>) => void): number[] {
  const times = Array.from({ length: rounds }, (_, round) => {
    const files = project(round, length)
    const start = performance.now()
    work(files)
    return performance.now() - start
  })
  return times.slice(rounds >> 1).sort((a, b) => a - b)
}

/** Everything that can be said without a graph: syntax, names, types, axes, roles, settings. */
function checked(files: Map<string, string>) {
  const read = (path: string) => files.get(path) ?? (path.endsWith('.ts') ? '' : undefined)
  return [...files.keys()].map((file) => ({ file, ...checkModule(file, { read }) }))
}

function built(files: Map<string, string>): void {
  for (const { file, modules } of checked(files)) elaborate(modules, file)
}

const tokens = [...project(0, 10_000)].reduce((sum, [file, text]) => sum + lex(text, file).tokens.length, 0)
const times = measured(40, 10_000, checked)
const rate = (milliseconds = Number.NaN) => `${(tokens / milliseconds / 1000).toFixed(2)} million tokens/s`
console.log(`${tokens} tokens: ${rate(times[times.length >> 1])} (best ${rate(times[0])}; at least 0.5)`)

const programs = Object.keys(texts).length
const whole = measured(16, 1, built)
const each = (milliseconds = Number.NaN) => `${(milliseconds / programs).toFixed(1)} ms`
console.log(
  `with the graphs and hazards of all pretexts: ${each(whole[whole.length >> 1])} a program (best ${each(whole[0])})`,
)
