import type { Span } from '../../messages/diagnostic.js'
import type { Core, CorePattern, CoreStatement } from '../core.js'
import { childrenOf, freeNames } from '../free.js'
import { configurationTypes, typeOfPattern } from './annotation.js'
import {
  brokenGroup,
  commaList,
  either,
  forced,
  group,
  hardLine,
  indented,
  type Layout,
  line,
  lineWidth,
  marked,
  softLine,
  trailingComma,
} from './layout.js'
import { printKey, printMember, printNumber, printString } from './literal.js'
import { readPart, withoutUnread } from './usage.js'

type Of<Is extends Core['is']> = Extract<Core, { is: Is }>

/** How tightly an expression binds; a part that binds less than its place asks for gets parentheses. */
const strength = { arrow: 1, conditional: 2, unary: 14, call: 17, primary: 18 } as const

const operatorStrength = {
  '||': 3,
  '&&': 4,
  '===': 8,
  '!==': 8,
  '<': 9,
  '<=': 9,
  '>': 9,
  '>=': 9,
  '+': 11,
  '-': 11,
  '*': 12,
  '/': 12,
  '**': 13,
} as const

function strengthOf(core: Core): number {
  if (core.is === 'literal')
    return typeof core.value === 'number' && isNegative(core.value) ? strength.unary : strength.primary
  if (core.is === 'arrow' || core.is === 'conditional' || core.is === 'unary') return strength[core.is]
  if (core.is === 'binary') return operatorStrength[core.operator]
  return core.is === 'call' || core.is === 'member' ? strength.call : strength.primary
}

const isNegative = (value: number): boolean => value < 0 || Object.is(value, -0)

/** What the layout of an expression hangs on besides the expression. */
export interface Around {
  /** The text that the spans point into. */
  readonly source: string
  /** In the types of a definition: what the names of its configuration are in TypeScript. */
  readonly known?: ReadonlyMap<string, string>
  /** In a pretext: the type arguments that name the results of its runs. */
  readonly results?: string
}

/** An expression as TypeScript, its places marked. */
export function layoutExpression(core: Core, around: Around): Layout {
  return place(core, bare(core, around), around)
}

/** In parentheses where it binds less than `least`. */
function inner(core: Core, least: number, around: Around): Layout {
  const layout = layoutExpression(core, around)
  return strengthOf(core) < least ? ['(', layout, ')'] : layout
}

/** Marks the text with the span of its expression; of `$losses.nt_xent` only the name is marked. */
function place(core: Core, layout: Layout, around: Around): Layout {
  if (!core.span) return layout
  if (core.is === 'global' && isNameAt(around.source, core.span, core.name)) {
    return [`${core.namespace}.`, marked(core.name, core.span, core.name)]
  }
  const name = core.is === 'name' && isNameAt(around.source, core.span, core.name) ? core.name : undefined
  return marked(layout, core.span, name)
}

/** Whether the identifier stands at the span. */
export function isNameAt(source: string, span: Span, name: string): boolean {
  return source.startsWith(name, span.start) && !/[\w$]/.test(source[span.start + name.length] ?? ' ')
}

function bare(core: Core, around: Around): Layout {
  switch (core.is) {
    case 'literal':
      return typeof core.value === 'number'
        ? printNumber(core.value)
        : typeof core.value === 'string'
          ? printString(core.value)
          : String(core.value)
    case 'name':
      return core.name
    case 'global':
      return `${core.namespace}.${core.name}`
    case 'member':
      return [inner(core.object, memberStrength(core.object), around), printMember(core.name)]
    case 'call':
      return layoutCall(core, around)
    case 'array':
      return layoutArray(core, around)
    case 'object':
      return layoutObject(core, around)
    case 'arrow':
      return layoutArrow(core, around)
    case 'conditional':
      return layoutConditional(core, around)
    case 'binary':
      return layoutBinary(core, around)
    case 'unary':
      return [core.operator, inner(core.operand, strength.unary + 1, around)]
  }
}

/** `2.x` would be no number. */
const memberStrength = (object: Core): number =>
  object.is === 'literal' && typeof object.value === 'number' ? strength.primary + 1 : strength.call

function layoutCall(core: Of<'call'>, around: Around): Layout {
  const callee = inner(core.callee, strength.call, around)
  const known = configurationTypes(core)
  const layouts = core.arguments.map((item, index) =>
    layoutItem(item, core.arguments.slice(index + 1), known && index === 1 ? { ...around, known } : around),
  )
  if (isPretext(core) && around.results !== undefined)
    return layoutPretext(core, callee, layouts, around.results)
  return [callee, layoutArguments(core.arguments, layouts, around)]
}

const isPretext = ({ callee }: Of<'call'>): boolean =>
  callee.is === 'global' && callee.namespace === '$' && callee.name === 'pretext'

/** What stands on the line of a pretext besides its name, twice, and its type arguments. */
const pretextFrame = "export const  = $.pretext<>('', () => {".length

/** `$.pretext<'f', 'knn'>('moco', () => {`; type arguments that do not fit stand on a line of their own. */
function layoutPretext(core: Of<'call'>, callee: Layout, layouts: readonly Layout[], types: string): Layout {
  const [name] = core.arguments
  const length = name?.is === 'literal' ? String(name.value).length : 0
  const long = pretextFrame + types.length + 2 * length > lineWidth
  const inside = long ? brokenGroup([indented([softLine, types]), softLine]) : types
  const [first = '', body = ''] = layouts
  return [callee, '<', inside, '>(', first, ', ', body, ')']
}

function layoutArguments(items: readonly Core[], layouts: readonly Layout[], around: Around): Layout {
  if (items.length === 0) return '()'
  const broken = brokenGroup(['(', indented([softLine, commaList(layouts), trailingComma]), softLine, ')'])
  const last = items.at(-1)
  const before = layouts.slice(0, -1)
  if (!last || !hugs(last, items.at(-2)) || before.some(forced)) {
    return layouts.some(forced)
      ? broken
      : group(['(', indented([softLine, commaList(layouts), trailingComma]), softLine, ')'])
  }
  const head = before.flatMap((item): Layout[] => [item, ', '])
  const lastLayout = layouts.at(-1) ?? ''
  return either(['(', head, lastLayout, ')'], ['(', head, brokenLast(last, around), ')'], broken)
}

/** A last argument that breaks in itself; the value of an arrow goes below its head. */
function brokenLast(last: Core, around: Around): Layout {
  if (last.is !== 'arrow' || last.body.is === 'block' || hugsItsHead(last.body)) {
    return brokenGroup(breakable(layoutExpression(last, around)))
  }
  const body = layoutExpression(last.body, around)
  const parts = [`(${parameters(last, around)}) =>`, indented([line, body]), trailingComma, softLine]
  return place(last, brokenGroup(parts), around)
}

const hugsItsHead = (body: Core): boolean =>
  body.is === 'object' || body.is === 'array' || body.is === 'arrow'

/** The body of the outermost group, so that a broken group around it breaks it. */
function breakable(layout: Layout): Layout {
  if (typeof layout === 'string' || !('is' in layout)) return layout
  if (layout.is === 'marked') return { ...layout, body: breakable(layout.body) }
  return layout.is === 'group' ? layout.body : layout
}

/** A last argument that may stay at the parenthesis when it breaks. */
function hugs(last: Core, previous: Core | undefined): boolean {
  if (last.is !== 'arrow' && last.is !== 'object' && last.is !== 'array') return false
  if (last.is !== 'arrow' && entryCount(last) === 0) return false
  return previous?.is !== last.is
}

const entryCount = (core: Of<'object'> | Of<'array'>): number =>
  core.is === 'object' ? core.entries.length : core.items.length

/** One of a list, in parentheses where TypeScript would read `a < b, c > d` as type arguments of `a`. */
function layoutItem(item: Core, behind: readonly Core[], around: Around): Layout {
  const layout = layoutExpression(item, around)
  return hasOpenLess(item) && behind.some(hasGreater) ? ['(', layout, ')'] : layout
}

/** Whether a `<` stands in no brackets of its own. */
const hasOpenLess = (core: Core): boolean =>
  (core.is === 'binary' && core.operator === '<') ||
  (/^(binary|unary|conditional|arrow)$/.test(core.is) && childrenOf(core).some(hasOpenLess))

const hasGreater = (core: Core): boolean =>
  (core.is === 'binary' && core.operator === '>') || childrenOf(core).some(hasGreater)

function layoutArray({ items }: Of<'array'>, around: Around): Layout {
  if (items.length === 0) return '[]'
  const layouts = items.map((item, index) => layoutItem(item, items.slice(index + 1), around))
  const numbers =
    items.length > 8 && items.every((item) => item.is === 'literal' && typeof item.value === 'number')
  const body = numbers ? filled(layouts) : commaList(layouts)
  return group(['[', indented([softLine, body, trailingComma]), softLine, ']'])
}

/** As many to a line as fit: each line end is a group of its own. */
const filled = (items: readonly Layout[]): Layout =>
  items.map((item, index) => (index === 0 ? item : [',', group([line, item])]))

function layoutObject({ entries }: Of<'object'>, around: Around): Layout {
  if (entries.length === 0) return '{}'
  const layouts = entries.map(([key, value]): Layout => {
    const text = layoutExpression(value, around)
    return value.is === 'name' && value.name === key ? text : [printKey(key), ': ', text]
  })
  return group(['{', indented([line, commaList(layouts), trailingComma]), line, '}'])
}

function layoutConditional(core: Of<'conditional'>, around: Around): Layout {
  const test = inner(core.condition, strength.conditional + 1, around)
  const then = inner(core.then, strength.conditional, around)
  const otherwise = inner(core.else, strength.conditional, around)
  return group([test, indented([line, '? ', then, line, ': ', otherwise])])
}

function layoutBinary(core: Of<'binary'>, around: Around): Layout {
  const own = operatorStrength[core.operator]
  // A minus or another power on the left of `**` is not TypeScript without parentheses, and `a < b > c` could
  // be type arguments.
  const least = core.operator === '**' ? strength.unary + 1 : core.operator === '>' ? own + 1 : own
  const left = inner(core.left, least, around)
  const right = inner(core.right, core.operator === '**' ? own : own + 1, around)
  return group([left, ` ${core.operator}`, indented([line, right])])
}

function layoutArrow(core: Of<'arrow'>, around: Around): Layout {
  const head = `(${parameters(core, around)}) =>`
  const { body } = core
  if (body.is === 'block') return [head, ' ', layoutBlock(body.statements, around)]
  const layout = layoutExpression(body, around)
  if (startsWithBrace(body)) return [head, ' (', layout, ')']
  if (hugsItsHead(body)) return [head, ' ', layout]
  return group([head, indented([line, layout])])
}

/** Without what the body does not read; a place that must stay is `_`. */
function parameters({ parameters: patterns, body }: Of<'arrow'>, { known }: Around): string {
  const read = freeNames(body)
  const parts = patterns.map((pattern) => readPart(pattern, read))
  while (parts.length > 0 && parts.at(-1) === undefined) parts.pop()
  const texts = parts.map((part, index) => {
    if (!part) return '_'.repeat(unreadBefore(parts, index) + 1) + (known ? ': number' : '')
    return printPattern(part) + (known ? typeOfPattern(part, body, known) : '')
  })
  return texts.join(', ')
}

const unreadBefore = (parts: readonly (CorePattern | undefined)[], index: number): number =>
  parts.slice(0, index).filter((part) => part === undefined).length

function printPattern(pattern: CorePattern): string {
  if (pattern.is === 'name') return pattern.name
  if (pattern.is === 'fields') return `{ ${pattern.names.join(', ')} }`
  return `[${pattern.names.join(', ')}]`
}

/** `{ … }` with one statement a line; blank lines of the source stay. */
export function layoutBlock(statements: readonly CoreStatement[], around: Around): Layout {
  const kept = withoutUnread(statements)
  if (kept.length === 0) return '{}'
  const lines = kept.map((statement, index): Layout => {
    const blank = index > 0 && hasBlankLine(kept[index - 1], statement, around)
    return [hardLine, blank ? hardLine : '', layoutStatement(statement, around)]
  })
  return brokenGroup(['{', indented(lines), hardLine, '}'])
}

function hasBlankLine(before: CoreStatement | undefined, statement: CoreStatement, around: Around): boolean {
  if (!before?.span || !statement.span) return false
  return /\n[ \t]*\n/.test(around.source.slice(before.span.end, statement.span.start))
}

function layoutStatement(statement: CoreStatement, around: Around): Layout {
  const doc = 'doc' in statement && statement.doc !== undefined ? layoutDoc(statement.doc) : ''
  const value = layoutExpression(statement.value, around)
  const code: Layout =
    statement.is === 'const'
      ? ['const ', boundName(statement, around), ' = ', value]
      : statement.is === 'return'
        ? ['return ', value]
        : guarded(value, statement.value)
  return [doc, statement.span ? marked(code, statement.span) : code]
}

/** The pattern; a single name leads to where the source declares it. */
function boundName({ pattern, span }: Extract<CoreStatement, { is: 'const' }>, { source }: Around): Layout {
  if (pattern.is !== 'name' || !span) return printPattern(pattern)
  const words = /(?:let|param|state|model)\s+/y
  words.lastIndex = span.start
  const start = span.start + (words.exec(source)?.[0].length ?? 0)
  const place = { file: span.file, start, end: start + pattern.name.length }
  return isNameAt(source, place, pattern.name) ? marked(pattern.name, place, pattern.name) : pattern.name
}

/** Without semicolons a line must not start with a bracket. */
function guarded(layout: Layout, value: Core): Layout {
  return startsWithBracket(value) ? [';', layout] : layout
}

function startsWithBracket(core: Core): boolean {
  if (core.is === 'array' || core.is === 'arrow' || core.is === 'object') return true
  if (core.is === 'call') return strengthOf(core.callee) < strength.call || startsWithBracket(core.callee)
  return core.is === 'member' ? startsWithBracket(core.object) : false
}

/** An arrow would take the brace for that of a block. */
function startsWithBrace(core: Core): boolean {
  if (core.is === 'object') return true
  if (core.is === 'binary') return startsWithBrace(core.left)
  if (core.is === 'conditional') return startsWithBrace(core.condition)
  if (core.is === 'call') return startsWithBrace(core.callee)
  return core.is === 'member' && startsWithBrace(core.object)
}

/** The comment and a line end. */
function layoutDoc(doc: string): Layout {
  return [docLines(doc).flatMap((text): Layout[] => [text, hardLine])]
}

/** The lines of a doc comment. */
export function docLines(doc: string): readonly string[] {
  const lines = doc.replaceAll('*/', '*\\/').split('\n')
  if (lines.length === 1) return [`/** ${lines[0] ?? ''} */`]
  return ['/**', ...lines.map((text) => ` * ${text}`.trimEnd()), ' */']
}
