import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lex } from '../src/grammar/lexer.js'
import { parse } from '../src/grammar/parser.js'

/** Lexing and parsing of one generated file of 10,000 lines, after warm-up. */

const folders = ['src/stdlib', 'tests/programs']
const sources = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ssl'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
)

let text = ''
for (let i = 0; text.split('\n').length < 10_000; i++) {
  text += sources[i % sources.length]!.replace(/^import .*$/gm, '')
}
const lines = text.split('\n').length
const tokens = lex(text, 'bench.ssl').tokens.length

const measure = (work: () => void): number => {
  const start = performance.now()
  work()
  return performance.now() - start
}

const cold = measure(() => parse('let x = 1', 'cold.ssl'))
const rounds = Array.from({ length: 40 }, () => measure(() => parse(text, 'bench.ssl')))
const lexing = Array.from({ length: 20 }, () => measure(() => lex(text, 'bench.ssl')))
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
const rate = (milliseconds: number): string => `${(tokens / milliseconds / 1000).toFixed(2)} million tokens/s`

console.log(`${lines} lines, ${tokens} tokens; the parser is ready after ${cold.toFixed(1)} ms`)
console.log(`lexing and parsing: ${rate(median(rounds.slice(20)))} (best ${rate(Math.min(...rounds))})`)
console.log(`lexing alone: ${rate(median(lexing))}`)
