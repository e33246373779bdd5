import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { librarySource } from '../compiler/library.js'
import type { Origin } from '../graph/node.js'
import { setOriginProvider } from '../graph/origin.js'
import { tidy } from './files.js'

/** More frames than definitions are nested in each other, with the runtime's own between them. */
const depth = 60

/**
 * While the body runs, nodes remember which line of a `.ssl` file made them: the innermost frame of the stack
 * that an emitted module owns, led back through its source map.
 */
export function withOrigins<T>(body: () => T): T {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = depth
  setOriginProvider(currentOrigin)
  const restore = () => {
    Error.stackTraceLimit = limit
    setOriginProvider(() => undefined)
  }
  const result = body()
  if (result instanceof Promise) return result.finally(restore) as T
  restore()
  return result
}

const known = new Map<string, Origin | undefined>()

function currentOrigin(): Origin | undefined {
  for (const frame of frames()) {
    const file = frame.getFileName()
    if (!file?.startsWith('file:')) continue
    const [line, column] = [frame.getLineNumber() ?? 0, frame.getColumnNumber() ?? 0]
    const key = `${file}:${line}:${column}`
    if (!known.has(key)) known.set(key, originAt(file, line, column))
    const origin = known.get(key)
    if (origin) return origin
  }
  return undefined
}

function frames(): readonly NodeJS.CallSite[] {
  const prepare = Error.prepareStackTrace
  Error.prepareStackTrace = (_, sites) => sites
  const sites = new Error().stack as unknown as readonly NodeJS.CallSite[]
  Error.prepareStackTrace = prepare
  return sites
}

const maps = new Map<string, TraceMap | undefined>()

function originAt(url: string, line: number, column: number): Origin | undefined {
  const file = fileURLToPath(url)
  if (!maps.has(file)) maps.set(file, mapOf(file))
  const map = maps.get(file)
  const found = map && originalPositionFor(map, { line, column: column - 1 })
  if (!found?.source?.endsWith('.ssl')) return undefined
  const source = resolve(dirname(file), found.source)
  const library = `std.${basename(source, '.ssl')}`
  if (!existsSync(source) && librarySource(library) !== undefined)
    return lineFrom(library, librarySource(library) ?? '', found.line, found.column)
  const text = existsSync(source) ? readFileSync(source, 'utf8') : ''
  return lineFrom(tidy(source), text, found.line, found.column)
}

/** Only bundles of programs and the library have maps that lead to `.ssl` files. */
function mapOf(file: string): TraceMap | undefined {
  const path = `${file}.map`
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, 'utf8')
  return text.includes('.ssl"') ? new TraceMap(text) : undefined
}

/** From the place to the end of its line. */
function lineFrom(file: string, text: string, line: number, column: number): Origin {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  const end = before + (lines[line - 1] ?? '').trimEnd().length
  const start = before + column
  return { file, start, end: Math.max(start + 1, end) }
}
