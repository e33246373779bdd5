import { existsSync } from 'node:fs'
import { librarySource } from '../compiler/library.js'
import { readText } from './files.js'

/** The file table of the compiler, filled from the disk; remembers what was read and what was asked for. */
export interface DiskSources {
  read(path: string): string | undefined
  exists(path: string): boolean
  /** Texts by path, for code frames. */
  readonly texts: ReadonlyMap<string, string>
  /** All paths that were asked for, there or not: what `--watch` follows. */
  readonly asked: ReadonlySet<string>
}

/** Reads each file once; SSL8003 for one that is there but cannot be read. */
export function diskSources(): DiskSources {
  const texts = new Map<string, string>()
  const asked = new Set<string>()
  const read = (path: string) => {
    const known = texts.get(path)
    if (known !== undefined) return known
    const library = librarySource(path)
    if (library !== undefined) {
      texts.set(path, library)
      return library
    }
    asked.add(path)
    if (!existsSync(path)) return undefined
    const text = readText(path)
    texts.set(path, text)
    return text
  }
  const exists = (path: string) => {
    asked.add(path)
    return existsSync(path)
  }
  return { read, exists, texts, asked }
}
