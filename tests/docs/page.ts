/** A fenced block of a documentation page. */
export interface Block {
  readonly language: string
  /** The words behind the language: `fails`, `mended`, `file=name`, `set=path=value`. */
  readonly words: readonly string[]
  readonly text: string
  /** Of its first line, from 1. */
  readonly line: number
}

/** Where a page's marker comment `// ^^^` says that the message stands. */
export interface Mark {
  /** Of the line above the marker, from 0, in the block. */
  readonly line: number
  readonly start: number
  readonly end: number
}

/** All fenced blocks of a Markdown text. */
export function blocks(markdown: string): Block[] {
  const found: Block[] = []
  const lines = markdown.split('\n')
  for (let at = 0; at < lines.length; at++) {
    const open = /^```(\S+)\s*(.*)$/.exec(lines[at] ?? '')
    if (!open) continue
    const end = lines.indexOf('```', at + 1)
    const text = `${lines.slice(at + 1, end).join('\n')}\n`
    found.push({
      language: open[1] ?? '',
      words: (open[2] ?? '').split(/\s+/).filter(Boolean),
      text,
      line: at + 2,
    })
    at = end
  }
  return found
}

/** The marks in a failing example: a comment whose text is `^` signs points at what stands above them. */
export function marks(text: string): Mark[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    const marker = /^(\s*\/\/\s*)(\^+)\s*$/.exec(line)
    if (!marker) return []
    const start = marker[1]?.length ?? 0
    return [{ line: index - 1, start, end: start + (marker[2]?.length ?? 0) }]
  })
}
