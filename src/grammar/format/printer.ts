import {
  type Assign,
  type Block,
  type Branches,
  type Chain,
  firstLeaf,
  flatBefore,
  type Header,
  headWidth,
  type Layout,
  type Leaf,
  type List,
  lastList,
  type Part,
  type Pipe,
  rowHead,
  spaced,
} from './layout.js'

import { INDENT, Pen } from './pen.js'

/** Most columns of a line. */
export const WIDTH = 100

/** Writes layouts, each on one line if it fits, else broken by the rules of its kind. */
export class Printer extends Pen {
  /** Writes a piece; `after` columns must stay free behind it. */
  print(layout: Layout, after = 0): void {
    if (this.fits(layout, after)) this.flat(layout)
    else this.broken(layout, after)
  }

  private fits(layout: Layout, after: number): boolean {
    return this.column + layout.flat + after <= WIDTH
  }

  // ---- On one line ---------------------------------------------------------------------------

  private flat(layout: Layout): void {
    switch (layout.is) {
      case 'leaf':
        this.leaf(layout)
        break
      case 'row':
        this.flatRow(layout.parts)
        break
      case 'list':
        this.flatList(layout)
        break
      case 'chain':
        this.flatChain(layout.first, layout.rest, layout.spaced)
        break
      case 'pipe':
        this.flatChain(layout.first, layout.rest, true)
        break
      case 'branches':
        this.flatRow(layout.arms.flat().map((piece) => ({ layout: piece, space: true })))
        break
      case 'assign':
        this.flatRow([layout.head, layout.value].map((piece) => ({ layout: piece, space: true })))
        break
      case 'header':
        this.flatHeader(layout)
        break
      case 'block':
        this.block(layout)
        break
    }
  }

  private flatHeader({ name, configuration, data, result }: Header): void {
    this.flat(name)
    if (configuration !== undefined) this.flat(configuration)
    this.flat(spaced(data, result))
  }

  private flatRow(parts: readonly Part[]): void {
    parts.forEach(({ layout, space }, i) => {
      if (i > 0 && space) this.space()
      this.flat(layout)
    })
  }

  private flatList({ open, items, commas, close }: List): void {
    this.leaf(open)
    items.forEach((item, i) => {
      this.flat(item)
      if (i === items.length - 1) return
      this.leaf(commas[i]!)
      this.space()
    })
    this.leaf(close)
  }

  private flatChain(first: Layout, rest: Chain['rest'], space: boolean): void {
    this.flat(first)
    for (const { operator, operand } of rest) {
      if (space) this.space()
      this.leaf(operator)
      this.space()
      this.flat(operand)
    }
  }

  // ---- On several lines ----------------------------------------------------------------------

  private broken(layout: Layout, after: number): void {
    switch (layout.is) {
      case 'leaf':
        this.leaf(layout)
        break
      case 'row':
        this.row(layout.parts, after)
        break
      case 'list':
        this.list(layout)
        break
      case 'chain':
        this.chain(layout, after)
        break
      case 'pipe':
        this.pipe(layout, after)
        break
      case 'branches':
        this.branches(layout, after)
        break
      case 'assign':
        this.assign(layout, after)
        break
      case 'header':
        this.header(layout)
        break
      case 'block':
        this.block(layout)
        break
    }
  }

  private header({ name, configuration, data, result }: Header): void {
    const below = this.indent + 2 * INDENT
    const rest = spaced(data, result)
    this.print(name)
    if ((configuration === undefined || this.fits(configuration, 0)) && below + rest.flat <= WIDTH) {
      if (configuration !== undefined) this.flat(configuration)
      this.line(below, 'none', below, below)
      this.flat(rest)
      return
    }
    if (configuration !== undefined) this.list(configuration)
    if (this.fits(rest, 0)) this.flat(rest)
    else {
      this.list(data)
      this.space()
      this.print(result)
    }
  }

  private row(parts: readonly Part[], after: number): void {
    parts.forEach(({ layout, space }, i) => {
      if (i > 0 && space) this.space()
      const rest = rowHead(parts.slice(i + 1))
      this.print(layout, rest.width + (rest.open ? 0 : after))
    })
  }

  list(layout: List): void {
    const { open, items, commas, close, hugs, commaAtEnd } = layout
    const { indent } = this
    this.leaf(open)
    if (hugs) {
      const [item] = items
      if (item!.is === 'list') this.list(item as List)
      else this.broken(item!, 1)
      this.leaf(close)
      return
    }
    items.forEach((item, i) => {
      this.line(indent + INDENT, i === 0 ? 'none' : 'keep')
      this.print(item, commaAtEnd || i < items.length - 1 ? 1 : 0)
      const comma = commas[i]
      if (comma !== undefined) this.leaf(comma)
      else if (commaAtEnd) this.write(',')
    })
    this.line(indent, 'none', indent + INDENT)
    this.leaf(close)
  }

  private chain({ first, rest, spaced: space }: Chain, after: number): void {
    const indent = this.indent + INDENT
    const sign = (operator: Leaf | undefined) =>
      operator === undefined ? after : operator.flat + (space ? 1 : 0)
    this.print(first, sign(rest[0]?.operator))
    rest.forEach(({ operator, operand }, i) => {
      if (space) this.space()
      this.hang = indent
      this.leaf(operator)
      this.line(indent, 'none', indent, indent)
      this.print(operand, sign(rest[i + 1]?.operator))
    })
  }

  /** Breaks of the source are kept; a line that is still too long breaks its last list, or all. */
  private pipe({ first, rest }: Pipe, after: number): void {
    const indent = this.indent + INDENT
    let run: Layout[] = [first]
    for (const { operator, operand, kept } of rest) {
      const segment = spaced(operator, operand)
      if (kept) {
        this.run(run, indent, 0)
        this.line(indent, 'none', indent, indent)
        run = []
      }
      run.push(segment)
    }
    this.run(run, indent, after)
  }

  private run(segments: readonly Layout[], indent: number, after: number): void {
    const all = spaced(...segments)
    if (this.fits(all, after)) {
      this.flat(all)
      return
    }
    const last = lastList(segments.at(-1)!)
    if (last !== undefined && this.column + flatBefore(all, last) + headWidth(last).width <= WIDTH) {
      this.print(all, after)
      return
    }
    segments.forEach((segment, i) => {
      if (i > 0) this.line(indent, 'none', indent, indent)
      this.print(segment, i === segments.length - 1 ? after : 0)
    })
  }

  private branches({ arms }: Branches, after: number): void {
    const indent = this.indent + INDENT
    arms.forEach((arm, i) => {
      if (i > 0) this.line(indent, 'none', indent, indent)
      const free = i === arms.length - 1 ? after : 0
      const [condition, value] = arm
      if (value === undefined || this.fits(spaced(...arm), free)) {
        this.print(spaced(...arm), free)
        return
      }
      this.print(condition!)
      this.line(indent, 'none', indent, indent)
      this.print(value, free)
    })
  }

  private assign({ head, value, listStays }: Assign, after: number): void {
    const { indent } = this
    const isOneLine = this.fits(head, 0)
    this.print(head)
    const isList = listStays && value.is === 'list' && value.open.text === '['
    const stays =
      isOneLine && !firstLeaf(value).commented && (isList || this.column + 1 + value.flat + after <= WIDTH)
    if (stays) this.space()
    else this.line(indent + INDENT, 'none')
    this.print(value, after)
  }

  /** A header, its lines one step in, and the closing brace if it has one. */
  private block({ head, lines, close }: Block): void {
    const { indent } = this
    this.print(head)
    lines.forEach((line, i) => {
      this.line(indent + INDENT, i === 0 ? 'none' : 'keep')
      this.print(line)
    })
    if (close === undefined) return
    this.line(indent, 'none', indent + INDENT)
    this.leaf(close)
  }
}
