/**
 * The pieces of a layout. Each knows its width on one line, without the blank before it; the width is
 * infinite where it cannot stand on one line: a comment ends it, or a break of the source is kept.
 */
export type Layout = Leaf | Row | List | Chain | Pipe | Branches | Assign | Block | Header

/** One token. `gap` is the number of the gap whose comments stand before it. */
export interface Leaf {
  readonly is: 'leaf'
  readonly text: string
  readonly flat: number
  gap: number | undefined
  readonly commented: boolean
}

export interface Part {
  readonly layout: Layout
  readonly space: boolean
}

/** Pieces that follow each other on a line. */
export interface Row {
  readonly is: 'row'
  readonly parts: readonly Part[]
  readonly flat: number
}

/** Items in brackets; broken, one item a line. */
export interface List {
  readonly is: 'list'
  readonly open: Leaf
  readonly items: readonly Layout[]
  /** The commas behind the items; the last one may be missing. */
  readonly commas: readonly (Leaf | undefined)[]
  readonly close: Leaf
  /** False for a `for`, which has no comma at its end. */
  readonly commaAtEnd: boolean
  /** A list as the only item stays at the bracket. */
  readonly hugs: boolean
  readonly flat: number
}

/** Operands of one level; broken, each operator ends a line. */
export interface Chain {
  readonly is: 'chain'
  readonly first: Layout
  readonly rest: readonly { readonly operator: Leaf; readonly operand: Layout }[]
  /** False for commas. */
  readonly spaced: boolean
  readonly flat: number
}

/** `|>` between models; breaks of the source are kept. */
export interface Pipe {
  readonly is: 'pipe'
  readonly first: Layout
  readonly rest: readonly { readonly operator: Leaf; readonly operand: Layout; readonly kept: boolean }[]
  readonly flat: number
}

/** `if c then a`, `else if …`, `else b`; broken, one a line. */
export interface Branches {
  readonly is: 'branches'
  /** Condition with its words, then the value with its word; the last one is alone. */
  readonly arms: readonly (readonly Layout[])[]
  readonly flat: number
}

/** A value behind its `=` or `:`; one that does not fit goes below, unless it is a list. */
export interface Assign {
  readonly is: 'assign'
  readonly head: Layout
  readonly value: Layout
  /** False for what follows a `for`, which goes below even if it is a list. */
  readonly listStays: boolean
  readonly flat: number
}

/** Lines between braces, or the body below a header. Never on one line. */
export interface Block {
  readonly is: 'block'
  readonly head: Layout
  readonly lines: readonly Layout[]
  readonly close: Leaf | undefined
  readonly flat: number
}

/**
 * The head of a definition. One that does not fit breaks before its data list, indented twice, and if
 * that does not help, in its configuration list.
 */
export interface Header {
  readonly is: 'header'
  readonly name: Layout
  readonly configuration: List | undefined
  readonly data: List
  /** What it gives, and `=`. */
  readonly result: Layout
  readonly flat: number
}

export const leaf = (text: string, gap: number, commented: boolean): Leaf => ({
  is: 'leaf',
  text,
  flat: text.length,
  gap,
  commented,
})

/** The first token of a piece. */
export function firstLeaf(layout: Layout): Leaf {
  switch (layout.is) {
    case 'leaf':
      return layout
    case 'row':
      return firstLeaf(layout.parts[0]!.layout)
    case 'list':
      return layout.open
    case 'chain':
    case 'pipe':
      return firstLeaf(layout.first)
    case 'branches':
      return firstLeaf(layout.arms[0]![0]!)
    case 'header':
      return firstLeaf(layout.name)
    case 'assign':
    case 'block':
      return firstLeaf(layout.head)
  }
}

const isCommented = (layout: Layout): boolean => firstLeaf(layout).commented

/** The width of pieces in a row; a comment before any but the first ends the line. */
function width(layouts: readonly Layout[], blanks: number): number {
  let sum = blanks
  layouts.forEach((layout, i) => {
    sum += i > 0 && isCommented(layout) ? Number.POSITIVE_INFINITY : layout.flat
  })
  return sum
}

export function row(parts: readonly Part[]): Layout {
  if (parts.length === 1) return parts[0]!.layout
  const blanks = parts.filter((part, i) => i > 0 && part.space).length
  return {
    is: 'row',
    parts,
    flat: width(
      parts.map((part) => part.layout),
      blanks,
    ),
  }
}

/** A row with a blank before each piece but the first. */
export const spaced = (...layouts: Layout[]): Layout =>
  row(layouts.map((layout) => ({ layout, space: true })))

/** A row without blanks. */
export const tight = (...layouts: Layout[]): Layout =>
  row(layouts.map((layout) => ({ layout, space: false })))

export function list(
  open: Leaf,
  items: readonly Layout[],
  commas: readonly (Leaf | undefined)[],
  close: Leaf,
  { commaAtEnd, hugs }: { commaAtEnd: boolean; hugs: boolean },
): List {
  const pieces: Layout[] = [open]
  items.forEach((item, i) => {
    pieces.push(item)
    const comma = commas[i]
    if (comma !== undefined && (i < items.length - 1 || comma.commented)) pieces.push(comma)
  })
  pieces.push(close)
  const flat = width(pieces, Math.max(0, items.length - 1))
  const free = items.length === 1 && !isCommented(items[0]!) && !commas[0]?.commented && !close.commented
  return { is: 'list', open, items, commas, close, commaAtEnd, hugs: hugs && free, flat }
}

export function chain(first: Layout, rest: Chain['rest'], spacedOperators: boolean): Layout {
  if (rest.length === 0) return first
  const pieces = [first, ...rest.flatMap(({ operator, operand }) => [operator, operand])]
  const flat = width(pieces, rest.length * (spacedOperators ? 2 : 1))
  return { is: 'chain', first, rest, spaced: spacedOperators, flat }
}

export function pipe(first: Layout, rest: Pipe['rest']): Pipe {
  const pieces = [first, ...rest.flatMap(({ operator, operand }) => [operator, operand])]
  const kept = rest.some((segment) => segment.kept)
  return { is: 'pipe', first, rest, flat: kept ? Number.POSITIVE_INFINITY : width(pieces, rest.length * 2) }
}

export function branches(arms: Branches['arms']): Branches {
  const pieces = arms.flat()
  return { is: 'branches', arms, flat: width(pieces, pieces.length - 1) }
}

export function assign(head: Layout, value: Layout, listStays = true): Assign {
  return { is: 'assign', head, value, listStays, flat: width([head, value], 1) }
}

export function header(name: Layout, configuration: List | undefined, data: List, result: Layout): Header {
  const pieces = configuration === undefined ? [name, data, result] : [name, configuration, data, result]
  return { is: 'header', name, configuration, data, result, flat: width(pieces, 1) }
}

export function block(head: Layout, lines: readonly Layout[], close?: Leaf): Block {
  return { is: 'block', head, lines, close, flat: Number.POSITIVE_INFINITY }
}

/** The width up to the first place where a piece may break, and whether there is one. */
export function headWidth(layout: Layout): { width: number; open: boolean } {
  switch (layout.is) {
    case 'leaf':
      return { width: layout.flat, open: false }
    case 'row':
      return rowHead(layout.parts)
    case 'list':
      return { width: layout.open.flat + (layout.hugs ? headWidth(layout.items[0]!).width : 0), open: true }
    case 'chain': {
      const head = headWidth(layout.first)
      return head.open ? head : { width: head.width + layout.rest[0]!.operator.flat + 1, open: true }
    }
    case 'pipe':
      return { ...headWidth(layout.first), open: true }
    case 'header':
      return { ...headWidth(layout.name), open: true }
    case 'branches':
      return { ...headWidth(layout.arms[0]![0]!), open: true }
    case 'assign':
    case 'block':
      return { ...headWidth(layout.head), open: true }
  }
}

/** The same of a row; a comment is a break too. */
export function rowHead(parts: readonly Part[]): { width: number; open: boolean } {
  let sum = 0
  for (const { layout, space } of parts) {
    if (isCommented(layout)) return { width: sum, open: true }
    const head = headWidth(layout)
    sum += head.width + (space ? 1 : 0)
    if (head.open) return { width: sum, open: true }
  }
  return { width: sum, open: false }
}

/** The list that ends a piece, if it is one that gains by breaking. */
export function lastList(layout: Layout): List | undefined {
  if (layout.is === 'row') return lastList(layout.parts.at(-1)!.layout)
  if (layout.is !== 'list') return undefined
  return layout.items.length > 1 || layout.hugs || !layout.commaAtEnd ? layout : undefined
}

/** The width of all that stands before the list that ends a piece. */
export function flatBefore(layout: Layout, last: List): number {
  if (layout === last || layout.is !== 'row') return 0
  const before = layout.parts.slice(0, -1).map((part) => part.layout)
  const blanks = layout.parts.filter((part, i) => i > 0 && part.space).length
  return width(before, blanks) + flatBefore(layout.parts.at(-1)!.layout, last)
}
