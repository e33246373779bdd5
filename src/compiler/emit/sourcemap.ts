import { addMapping, GenMapping, setSourceContent, toEncodedMap } from '@jridgewell/gen-mapping'
import type { Mark } from './layout.js'
import { lineIndex } from './position.js'

/** A source map, version 3. */
export interface SourceMap {
  readonly version: 3
  readonly file?: string | null | undefined
  readonly names: readonly string[]
  readonly sources: readonly (string | null)[]
  readonly sourcesContent?: readonly (string | null)[] | undefined
  readonly mappings: string
}

interface Link {
  readonly generated: number
  readonly original: number
  readonly name?: string
}

export interface Mapped {
  /** The emitted text and its file name. */
  readonly text: string
  readonly file: string
  /** The `.ssl` text and its path as seen from the emitted file. */
  readonly source: string
  readonly sourceFile: string
  /** In the order in which they begin, outer ones before inner ones. */
  readonly marks: readonly Mark[]
}

/**
 * The map from emitted text to source. The first character of each marked range leads to the start
 * of its span, the character behind it to the end of the span, where no other range begins there.
 */
export function sourceMap({ text, file, source, sourceFile, marks }: Mapped): SourceMap {
  const map = new GenMapping({ file })
  setSourceContent(map, sourceFile, source)
  const generatedAt = lineIndex(text)
  const originalAt = lineIndex(source)
  for (const { generated, original, name } of links(marks)) {
    const places = { generated: generatedAt(generated), original: originalAt(original), source: sourceFile }
    if (name === undefined) addMapping(map, places)
    else addMapping(map, { ...places, name })
  }
  const { version, names, sources, sourcesContent, mappings } = toEncodedMap(map)
  return { version, file, names, sources, sourcesContent, mappings }
}

/** One link for each place of the emitted text: where ranges begin together the innermost counts. */
function links(marks: readonly Mark[]): readonly Link[] {
  const ends = new Map<number, Link>()
  const starts = new Map<number, Link>()
  for (const { start, end, span, name } of marks) {
    if (!ends.has(end)) ends.set(end, { generated: end, original: span.end })
    starts.set(start, { generated: start, original: span.start, ...(name !== undefined && { name }) })
  }
  const all = new Map([...ends, ...starts])
  return [...all.values()].sort((a, b) => a.generated - b.generated)
}
