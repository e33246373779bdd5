/** A place as people and editors count it: both from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** The place of an offset in a text; offsets past the end count as the end. */
export function placeOf(text: string, offset: number): Place {
  const at = Math.max(0, Math.min(offset, text.length))
  let line = 1
  let start = 0
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) {
    line++
    start = end + 1
  }
  return { line, column: at - start + 1 }
}

/** The text of a line, counted from 1, without its end. */
export const lineOf = (text: string, line: number): string =>
  (text.split('\n', line)[line - 1] ?? '').replace(/\r$/, '')
