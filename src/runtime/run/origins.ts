import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { setOriginProvider } from '../../graph/origin.js'
import type { Written } from '../loop/plan.js'

interface Mapped {
  readonly map: TraceMap
  readonly folder: string
}

/** Calls around an op are deep: definitions in definitions in models. */
const depth = 200

/**
 * Says where in `.ssl` files the call at hand comes from, by the stack and the source maps of the modules on
 * it. Slow: for looking back at one program, not for every build.
 */
export function sourceOrigins(): () => Written | undefined {
  const maps = new Map<string, Mapped | undefined>()
  const places = new Map<string, Written | undefined>()
  const placeOf = (frame: NodeJS.CallSite): Written | undefined => {
    const file = frame.getFileName() ?? undefined
    const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()]
    if (file === undefined || line === null || column === null) return undefined
    const key = `${file}:${line}:${column}`
    if (!places.has(key)) {
      if (!maps.has(file)) maps.set(file, mapOf(file))
      const mapped = maps.get(file)
      places.set(key, mapped && originIn(mapped, line, column - 1))
    }
    return places.get(key)
  }
  return () => {
    const found = callSites().flatMap((frame) => placeOf(frame) ?? [])
    const [inner] = found
    const outer = found.find(({ file }) => !isLibrary(file))
    return inner && outer && inner !== outer ? { ...inner, outer } : inner
  }
}

/** Whether a place is in the standard library. */
export const isLibrary = (file: string): boolean => /[\\/]dist[\\/]std(lib)?[\\/][^\\/]+\.ssl$/.test(file)

function callSites(): NodeJS.CallSite[] {
  const before = { limit: Error.stackTraceLimit, prepare: Error.prepareStackTrace }
  Error.stackTraceLimit = depth
  Error.prepareStackTrace = (_, sites) => sites
  const { stack } = new Error() as unknown as { stack: NodeJS.CallSite[] }
  Error.stackTraceLimit = before.limit
  Error.prepareStackTrace = before.prepare
  return stack
}

/** Runs `build` so that its nodes know where they were written. */
export function withSourceOrigins<T>(build: () => T): T {
  setOriginProvider(sourceOrigins())
  try {
    return build()
  } finally {
    setOriginProvider(() => undefined)
  }
}

/** The source map of a module; undefined where it has none, or leads to no `.ssl` file. */
function mapOf(file: string): Mapped | undefined {
  try {
    const path = file.startsWith('file:') ? fileURLToPath(file) : file
    const link = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(path, 'utf8'))?.[1]
    if (link === undefined) return undefined
    const data = /^data:[^,]*;base64,(.*)$/.exec(link)?.[1]
    const beside = resolve(dirname(path), decodeURIComponent(link))
    const text =
      data === undefined ? readFileSync(beside, 'utf8') : Buffer.from(data, 'base64').toString('utf8')
    const map = new TraceMap(text)
    const leads = map.sources.some((source) => source?.endsWith('.ssl'))
    return leads ? { map, folder: dirname(data === undefined ? beside : path) } : undefined
  } catch {
    return undefined
  }
}

function originIn({ map, folder }: Mapped, line: number, column: number): Written | undefined {
  const { source, line: at, column: from } = originalPositionFor(map, { line, column })
  if (source === null || at === null || from === null || !source.endsWith('.ssl')) return undefined
  const content = map.sourcesContent?.[map.sources.indexOf(source)] ?? ''
  const lines = content.split('\n')
  const start = lines.slice(0, at - 1).reduce((sum, text) => sum + text.length + 1, 0) + from
  const word = /^\w+/.exec(lines[at - 1]?.slice(from) ?? '')?.[0].length ?? 1
  const file = source.startsWith('file:') ? fileURLToPath(source) : resolve(folder, source)
  return { file, start, end: start + word, text: `${basename(file)}:${at}` }
}
