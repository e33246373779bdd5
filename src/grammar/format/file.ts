import type { Declaration, File, Import } from '../ast.js'
import { declaration } from './declaration.js'
import { firstLeaf, type Layout, type Leaf, row, spaced } from './layout.js'
import type { Blank } from './pen.js'
import type { Printer } from './printer.js'
import type { Source } from './source.js'

/** Writes a whole file. */
export function file(node: File, source: Source, printer: Printer): void {
  const imports = node.imports.map((item) => importLine(item, source))
  sorted(node.imports, imports, source).forEach((layout, i) => {
    printer.line(0, i === 0 ? 'none' : 'keep')
    printer.print(layout)
  })
  node.declarations.forEach((item, i) => {
    const before = node.declarations[i - 1]
    printer.line(0, before === undefined ? (imports.length === 0 ? 'none' : 'one') : between(before, item))
    printer.print(declaration(item, source))
  })
}

const TOUCHING: ReadonlySet<Declaration['is']> = new Set(['constant', 'data', 'model'])

/** Constants, data and models may touch. */
const between = (before: Declaration, after: Declaration): Blank =>
  TOUCHING.has(before.is) && TOUCHING.has(after.is) ? 'keep' : 'one'

function importLine(node: Import, source: Source): Layout {
  const word = source.take()
  const path: Leaf[] = [source.take()]
  for (let dot = source.takeIf('.'); dot !== undefined; dot = source.takeIf('.')) {
    path.push(dot)
    if (source.image !== '{') path.push(source.take())
  }
  const parts: Layout[] = [...path]
  if (node.names !== undefined) parts.push(nameList(node.names.length, source))
  return spaced(word, row(parts.map((layout) => ({ layout, space: false }))))
}

/** Sorted, unless a comment stands between the names. */
function nameList(count: number, source: Source): Layout {
  const list = source.list(count, () => source.take())
  const names = list.items as Leaf[]
  const commented = [...names, ...list.commas, list.close].some((leaf) => leaf?.commented)
  return commented ? list : { ...list, items: names.toSorted((a, b) => compare(a.text, b.text)) }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The standard library first, then files, then TypeScript. */
function key({ from }: Import): string {
  if ('module' in from) return `0${from.module.map((name) => name.text).join('.')}`
  return /\.[mc]?ts$/.test(from.path.value) ? `2${from.path.value}` : `1${from.path.value}`
}

/** Imports in order; a comment stays where it is, so those before and behind it do too. */
function sorted(nodes: readonly Import[], layouts: readonly Layout[], source: Source): Layout[] {
  const all: Layout[] = []
  let run: { key: string; layout: Layout }[] = []
  const flush = () => {
    const gaps = run.map(({ layout }) => firstLeaf(layout).gap)
    run.sort((a, b) => compare(a.key, b.key))
    run.forEach(({ layout }, i) => {
      firstLeaf(layout).gap = i === 0 ? gaps[0] : undefined
      all.push(layout)
    })
    run = []
  }
  layouts.forEach((layout, i) => {
    const { gap } = firstLeaf(layout)
    if (gap !== undefined && source.gaps[gap]!.comments.length > 0) flush()
    run.push({ key: key(nodes[i]!), layout })
  })
  flush()
  return all
}
