import type { IToken } from 'chevrotain'
import { PATTERNS } from '../tokens.js'
import type { Gap } from './gaps.js'
import { type Layout, type Leaf, type List, leaf, list } from './layout.js'

const NUMBER = new RegExp(`^([\\d.]+(?:[eE][+-]?\\d+)?)[ \\t]*(${PATTERNS.unit})$`)

/** The tokens of a file, taken one after the other; each goes into the layout exactly once. */
export class Source {
  private next = 0

  constructor(
    private readonly tokens: readonly IToken[],
    readonly gaps: readonly Gap[],
  ) {}

  /** The text of the next token; empty at the end. */
  get image(): string {
    return this.tokens[this.next]?.image ?? ''
  }

  get offset(): number {
    return this.tokens[this.next]?.startOffset ?? Number.POSITIVE_INFINITY
  }

  /** The gap before the next token. */
  get gap(): Gap {
    return this.gaps[this.next]!
  }

  take(): Leaf {
    const number = this.next++
    const { image } = this.tokens[number]!
    const [, digits, unit] = NUMBER.exec(image) ?? []
    const text = unit === undefined ? image : unit === '%' ? `${digits}%` : `${digits} ${unit}`
    return leaf(text, number, this.gaps[number]!.comments.length > 0)
  }

  takeIf(image: string): Leaf | undefined {
    return this.image === image ? this.take() : undefined
  }

  /** A list in brackets with this many items. */
  list(
    count: number,
    item: (i: number) => Layout,
    options: { commaAtEnd?: boolean; hugs?: (items: readonly Layout[]) => boolean } = {},
  ): List {
    const open = this.take()
    const items: Layout[] = []
    const commas: (Leaf | undefined)[] = []
    for (let i = 0; i < count; i++) {
      items.push(item(i))
      commas.push(this.takeIf(','))
    }
    const { commaAtEnd = true, hugs = () => false } = options
    return list(open, items, commas, this.take(), { commaAtEnd, hugs: hugs(items) })
  }
}
