import type * as ast from '../../../src/grammar/ast.js'
import { parse } from '../../../src/grammar/parser.js'
import { isEven, symmetricIn } from './symmetric.js'

/* Small mistakes in the definitions of a module, made mechanically on its syntax tree. */

export type Kind =
  | 'axis'
  | 'reduction'
  | 'sign'
  | 'stop_gradient'
  | 'condition'
  | 'shift'
  | 'constant'
  | 'operands'
  | 'factor'
  | 'term'
  | 'call'
  | 'setting'
  | 'bound'

/** One mistake: other text at a place. */
interface Edit {
  readonly kind: Kind
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface Mutant {
  readonly definition: string
  readonly kind: Kind
  /** The expression around the mistake, as it is and as it becomes. */
  readonly before: string
  readonly after: string
  /** The whole module with the mistake. */
  readonly module: string
}

/** What an expression stands in: the module, the index names in scope. */
interface Place {
  readonly source: string
  readonly scope: readonly string[]
  /** The sizes of axes of a tensor, as they are written. */
  readonly axes: ReadonlyMap<string, readonly string[]>
  /** Under a square or an absolute value, where `a - b` is `b - a`. */
  readonly even?: boolean
  /** What is reduced around, from the outside in. */
  readonly reductions: readonly Reduced[]
  /** Tensors of which two indices may be exchanged. */
  readonly symmetric: ReadonlySet<string>
  /** What is added is taken modulo twice this: taking it away is the same. */
  readonly half?: string
}

interface Reduced {
  /** The names that the reduction brings. */
  readonly names: readonly string[]
  /** What is reduced; of sums and means one summand. */
  readonly text: string
  readonly additive: boolean
}

type Mutator<T extends ast.Expression = ast.Expression> = (node: T, place: Place) => readonly Edit[]

const cut = ({ source }: Place, node: ast.Located) => source.slice(node.start, node.end)

const put = (kind: Kind, at: ast.Located, text: string): Edit => ({
  kind,
  start: at.start,
  end: at.end,
  text: /[\s]/.test(text) ? `(${text})` : text,
})

/** Text in parentheses where it may need some. */
const grouped = (text: string) => (/[\s-]/.test(text) ? `(${text})` : text)

const named = (node: ast.Expression) => (node.is === 'name' ? node.text : undefined)

const calleeOf = (node: ast.Call) =>
  node.callee.is === 'index' || node.callee.is === 'call'
    ? named(node.callee.is === 'index' ? node.callee.object : node.callee.callee)
    : named(node.callee)

const otherReduction: Readonly<Record<string, string>> = {
  sum: 'mean',
  mean: 'sum',
  max: 'min',
  min: 'max',
  argmax: 'argmin',
  argmin: 'argmax',
  maximum: 'minimum',
  minimum: 'maximum',
  any: 'all',
  all: 'any',
  logsumexp: 'max',
}

const otherOperators: Readonly<Partial<Record<ast.BinaryOperator, readonly (readonly [Kind, string])[]>>> = {
  '+': [['sign', '-']],
  '-': [['sign', '+']],
  '==': [['condition', '!=']],
  '!=': [['condition', '==']],
  '<': [
    ['condition', '>='],
    ['condition', '<='],
  ],
  '<=': [
    ['condition', '>'],
    ['condition', '<'],
  ],
  '>': [
    ['condition', '<='],
    ['condition', '>='],
  ],
  '>=': [
    ['condition', '<'],
    ['condition', '>'],
  ],
  and: [['condition', 'or']],
  or: [['condition', 'and']],
}

const binary: Mutator<ast.Binary> = (node, place) => {
  const [left, right] = [cut(place, node.left), cut(place, node.right)]
  const { operator } = node
  const others = place.half === right ? [] : (otherOperators[operator] ?? [])
  const edits: Edit[] = others.map(([kind, text]) => put(kind, node.operatorAt, text))
  if (/^([/^]|mod|div)$/.test(operator) || (operator === '-' && !place.even))
    edits.push(put('operands', node, `${grouped(right)} ${operator} ${grouped(left)}`))
  if (operator === '*') edits.push(put('factor', node, left), put('factor', node, right))
  if (operator === '/' || operator === '^') edits.push(put('factor', node, left))
  if (operator === '+') edits.push(put('term', node, left), put('term', node, right))
  if (operator === '-' || operator === 'mod') edits.push(put('term', node, left))
  if (operator === 'and' || operator === 'or')
    edits.push(put('condition', node, left), put('condition', node, right))
  if (operator === '|>') edits.push(put('call', node, left))
  return edits
}

const unary: Mutator<ast.Unary> = (node, place) => [
  put(node.operator === '-' ? 'sign' : 'condition', node, cut(place, node.operand)),
]

const number: Mutator<ast.NumberLiteral> = (node) => [
  put('constant', node, node.value === 0 ? '1' : String(2 * node.value)),
]

const boolean: Mutator<ast.BooleanLiteral> = (node) => [put('constant', node, String(!node.value))]

/** A condition chooses always one side, or the wrong one. */
const choice = (
  kind: (condition: string, yes: string, no: string) => string,
  node: ast.Expression,
  place: Place,
  [condition, yes, no]: readonly [ast.Expression, ast.Expression, ast.Expression],
): readonly Edit[] => {
  const [c, a, b] = [cut(place, condition), cut(place, yes), cut(place, no)]
  return [put('condition', node, a), put('condition', node, b), put('condition', node, kind(c, b, a))]
}

const call: Mutator<ast.Call> = (node, place) => {
  const name = calleeOf(node)
  const edits: Edit[] = []
  const [first, second, third] = node.arguments.map(({ value }) => value)
  const other = name === undefined ? undefined : otherReduction[name]
  const head = node.callee.is === 'index' ? node.callee.object : node.callee
  if (other !== undefined) edits.push(put('reduction', head, other))
  if (name === 'where' && first && second && third)
    edits.push(...choice((c, a, b) => `where(${c}, ${a}, ${b})`, node, place, [first, second, third]))
  else if (name === 'maximum' || name === 'minimum') {
    for (const one of [first, second]) if (one) edits.push(put('call', node, cut(place, one)))
  } else if (first && node.arguments.length === 1 && node.callee.is !== 'index')
    edits.push(put(name === 'stop_gradient' ? 'stop_gradient' : 'call', node, cut(place, first)))
  const settings = node.arguments.filter((one) => one.name !== undefined)
  // A setting that is not passed on; of one alone the list goes, too.
  if (settings.length > 0 && settings.length === node.arguments.length)
    edits.push(put('setting', node, `${cut(place, node.callee)}()`))
  return edits
}

const conditional: Mutator<ast.If> = (node, place) =>
  choice((c, a, b) => `if ${c} then ${a} else ${b}`, node, place, [node.condition, node.then, node.else])

/** Neighbours among names are exchanged, of `s[i, j]`. */
const exchanged = (place: Place, items: readonly ast.Located[]): readonly Edit[] =>
  items.slice(1).flatMap((item, k) => {
    const before = items[k]
    const names = [before, item].map((one) => (one ? cut(place, one) : ''))
    if (!before || names[0] === names[1] || names.every((name) => isAlone(name, place))) return []
    const between = place.source.slice(before.end, item.start)
    return [
      {
        kind: 'axis' as const,
        start: before.start,
        end: item.end,
        text: `${cut(place, item)}${between}${cut(place, before)}`,
      },
    ]
  })

/** Whether what is reduced has the name once: all its values are taken, in whatever order. */
const isAlone = (name: string, { reductions }: Place) => {
  const around = reductions.findLast(({ names }) => names.includes(name))
  return around !== undefined && around.text.split(new RegExp(`\\b${name}\\b`)).length === 2
}

const index: Mutator<ast.Index> = (node, place) => [
  ...(place.symmetric.has(named(node.object) ?? '') ? [] : exchanged(place, node.items)),
  ...node.items.flatMap((item, k) => {
    const text = cut(place, item)
    const size = place.axes.get(named(node.object) ?? '')?.[k]
    const around =
      size === undefined || isAlone(text, place)
        ? []
        : [{ ...put('shift', item, ''), text: `(${text} + 1) mod (${size})` }]
    const others = place.scope.filter((one) => one !== text && item.is === 'name')
    return [
      ...others.map((one) => put('axis', item, one)),
      ...around,
      { ...put('shift', item, text), text: `${text} + 1` },
      { ...put('shift', item, text), text: `${text} - 1` },
    ]
  }),
]

/** The names that an index list brings, its filters dropped, its bounds moved. */
const nameOf = (item: ast.Expression): string | undefined =>
  item.is === 'binary' ? nameOf(item.left) : named(item)

const domain = (items: readonly ast.Expression[], place: Place): readonly Edit[] =>
  items.flatMap((item) => {
    if (item.is !== 'binary') return []
    const bound = item.operator === '<' ? [put('shift', item.right, `${cut(place, item.right)} - 1`)] : []
    const negated = item.operator === '!=' ? [put('condition', item.operatorAt, '==')] : []
    return [
      { ...put('condition', item, nameOf(item) ?? '') },
      ...negated,
      ...bound.map((one) => ({ ...one, text: `${cut(place, item.right)} - 1` })),
      ...visit(item.right, place),
    ]
  })

/** Of `… mod (2 * n)`: n. */
const halfOf = ({ operator, right }: ast.Binary): { half?: string } =>
  operator === 'mod' &&
  right.is === 'binary' &&
  right.operator === '*' &&
  right.left.is === 'number' &&
  right.left.value === 2 &&
  right.right.is === 'name'
    ? { half: right.right.text }
    : {}

function visit(node: ast.Expression, around: Place): readonly Edit[] {
  const { half: _half, ...rest } = around
  const place = { ...rest, even: false }
  const within = { ...rest, even: isEven(node) }
  const inside = (...nodes: readonly ast.Expression[]) => nodes.flatMap((one) => visit(one, place))
  switch (node.is) {
    case 'binary':
      if (node.operator === '+' || node.operator === '-')
        return [...binary(node, around), ...summands(node, place)]
      return [
        ...binary(node, around),
        ...visit(node.left, { ...within, ...halfOf(node) }),
        ...inside(node.right),
      ]
    case 'unary':
      return [...unary(node, place), ...inside(node.operand)]
    case 'number':
      return number(node, place)
    case 'boolean':
      return boolean(node, place)
    case 'if':
      return [...conditional(node, place), ...inside(node.condition, node.then, node.else)]
    case 'index':
      return [...index(node, place), ...inside(node.object, ...node.items)]
    case 'call': {
      const reduced = node.callee.is === 'index' ? node.callee.items : []
      const names = reduced.flatMap((item) => nameOf(item) ?? [])
      const scope = [...place.scope, ...names]
      const additive = /^(sum|mean)$/.test(calleeOf(node) ?? '')
      const bodies = node.arguments.flatMap(({ value }) => {
        const reductions = [...place.reductions, { names, text: cut(place, value), additive }]
        return visit(value, { ...within, scope, ...(names.length > 0 && { reductions }) })
      })
      const callee = node.callee.is === 'call' ? visit(node.callee, place) : []
      return [...call(node, place), ...domain(reduced, { ...place, scope }), ...callee, ...bodies]
    }
    case 'tuple':
    case 'list':
      return inside(...node.items)
    case 'list for':
      return inside(...node.clauses.map((clause) => clause.in), node.body)
    case 'range':
      return inside(node.low, node.high)
    default:
      return []
  }
}

/** Both sides of a sum, each a summand of its own where the sum is reduced as a whole. */
const summands = (node: ast.Binary, place: Place): readonly Edit[] =>
  [node.left, node.right].flatMap((side) => {
    const reductions = place.reductions.map((one) =>
      one.additive && one.text === cut(place, node) ? { ...one, text: cut(place, side) } : one,
    )
    return visit(side, { ...place, reductions })
  })

function statement(one: ast.Statement, place: Place): readonly Edit[] {
  if (one.is === 'require')
    return [{ kind: 'condition', start: one.start, end: one.end, text: '' }, ...visit(one.condition, place)]
  if (one.is !== 'let') return []
  const indices = one.indices ?? []
  const within = { ...place, scope: indices.flatMap((item) => nameOf(item) ?? []) }
  const headed = place.symmetric.has(one.name.text) ? [] : exchanged(place, indices)
  return [...headed, ...domain(indices, within), ...visit(one.value, within)]
}

/** Defaults doubled, bounds dropped. */
const parameter = (one: ast.Parameter, place: Place): readonly Edit[] => [
  ...(one.default ? visit(one.default, place).map((edit): Edit => ({ ...edit, kind: 'setting' })) : []),
  ...(one.bound ? [{ kind: 'bound' as const, start: one.bound.start, end: one.bound.end, text: '' }] : []),
]

/** The axes of arguments, and of what is defined over indices whose sizes these tell. */
function axesOf(one: ast.Definition, source: string): Place['axes'] {
  const axes = new Map<string, readonly string[]>()
  for (const { name, type } of one.data)
    if (type.is === 'named type' && type.axes && !type.axes.includes('...'))
      axes.set(
        name.text,
        type.axes.map((axis) => (axis === '...' ? axis : source.slice(axis.start, axis.end))),
      )
  const sizes = new Map<string, string>()
  for (const [name, all] of axes)
    for (const [, items = ''] of source
      .slice(one.start, one.end)
      .matchAll(new RegExp(`\\b${name}\\[([^\\]]*)\\]`, 'g')))
      for (const [k, item] of items.split(', ').entries()) {
        const size = all[k]
        if (/^\w+$/.test(item) && size !== undefined && !sizes.has(item)) sizes.set(item, size)
      }
  for (const each of one.body) {
    if (each.is !== 'let' || !each.indices) continue
    const known = each.indices.map((item) =>
      item.is === 'binary' && item.operator === '<'
        ? source.slice(item.right.start, item.right.end)
        : sizes.get(nameOf(item) ?? ''),
    )
    if (known.every((size) => size !== undefined)) axes.set(each.name.text, known)
  }
  return axes
}

function ofDefinition(one: ast.Definition, source: string): readonly Edit[] {
  const place: Place = {
    source,
    scope: [],
    reductions: [],
    axes: axesOf(one, source),
    symmetric: symmetricIn(one),
  }
  return [
    ...(one.configuration ?? []).flatMap((each) => parameter(each, place)),
    ...one.body.flatMap((each) => statement(each, place)),
    ...visit(one.value, place),
  ]
}

/** The line or lines of a place, without the blanks around. */
function linesAround(source: string, start: number, end: number): readonly [number, number] {
  const from = source.lastIndexOf('\n', start - 1) + 1
  const to = source.indexOf('\n', end)
  return [from + (/^\s*/.exec(source.slice(from))?.[0].length ?? 0), to < 0 ? source.length : to]
}

/** Every mistake in the definitions of a module. */
export function mutants(source: string, path: string): readonly Mutant[] {
  const { file } = parse(source, path)
  return file.declarations.flatMap((one) => {
    if (one.is !== 'definition') return []
    const seen = new Set<string>()
    return ofDefinition(one, source).flatMap(({ kind, start, end, text }): Mutant[] => {
      const module = source.slice(0, start) + text + source.slice(end)
      if (seen.has(module)) return []
      seen.add(module)
      const [from, to] = linesAround(source, start, end)
      const before = source.slice(from, to)
      const after = source.slice(from, start) + text + source.slice(end, to)
      return [{ definition: one.name.text, kind, before, after, module }]
    })
  })
}
