import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { File } from './ast.js'

export interface Program {
  readonly name: string
  readonly text: string
}

const read = (folder: string): Program[] => {
  const path = fileURLToPath(new URL(folder, import.meta.url))
  return readdirSync(path)
    .filter((name) => name.endsWith('.ssl'))
    .map((name) => ({ name, text: readFileSync(`${path}/${name}`, 'utf8') }))
}

/** All programs and the standard library. */
export const PROGRAMS: readonly Program[] = [...read('../../tests/programs'), ...read('../stdlib')]

/** A tree without places and comments, the imports in order: what a text means. */
export function meaning(file: File): unknown {
  const key = (value: unknown) => JSON.stringify(value)
  const plain = stripped(file) as { imports: { names?: unknown[] }[] }
  for (const item of plain.imports) item.names?.sort((a, b) => (key(a) < key(b) ? -1 : 1))
  plain.imports.sort((a, b) => (key(a) < key(b) ? -1 : 1))
  return plain
}

const PLACES: ReadonlySet<string> = new Set(['start', 'end', 'operatorAt', 'comments'])

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !PLACES.has(name))
  return Object.fromEntries(entries.map(([name, item]) => [name, stripped(item)]))
}

/** The first place in a tree that does not lie in the text or in its parent's nodes' text, if any. */
export function badPlace(value: unknown, length: number): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if ('start' in value && 'end' in value) {
    const { start, end } = value as { start: number; end: number }
    if (!(start >= 0 && start <= end && end <= length)) return value
  }
  for (const item of Object.values(value)) {
    const bad = badPlace(item, length)
    if (bad !== undefined) return bad
  }
  return undefined
}
