import type { Argument, Binary, Expression, If, ListFor, Range } from '../ast.js'
import { LEVEL_OF } from '../precedence.js'
import { assign, branches, chain, type Layout, type Leaf, pipe, row, spaced, tight } from './layout.js'
import type { Source } from './source.js'

/** The layout of an expression, with the parentheses around it. */
export function expression(node: Expression, source: Source): Layout {
  if (node.grouped && source.image === '(' && source.offset < node.start) {
    const open = source.take()
    const inner = expression(node, source)
    const comma = source.takeIf(',')
    const close = source.take()
    return comma?.commented || (comma && close.commented)
      ? tight(open, inner, comma, close)
      : tight(open, inner, close)
  }
  return bare(node, source)
}

function bare(node: Expression, source: Source): Layout {
  switch (node.is) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'name':
    case 'missing':
      return source.take()
    case 'tuple':
    case 'list':
      return source.list(node.items.length, (i) => expression(node.items[i]!, source))
    case 'list for':
      return source.list(1, () => listFor(node, source), { commaAtEnd: false })
    case 'if':
      return condition(node, source)
    case 'unary': {
      const operator = source.take()
      const operand = expression(node.operand, source)
      return node.operator === 'not' ? spaced(operator, operand) : tight(operator, operand)
    }
    case 'range':
      return range(node, source)
    case 'binary':
      return binary(node, source)
    case 'call':
      return tight(expression(node.callee, source), argumentList(node.arguments, source))
    case 'index': {
      const object = expression(node.object, source)
      return tight(
        object,
        source.list(node.items.length, (i) => expression(node.items[i]!, source)),
      )
    }
    case 'field':
      return tight(expression(node.object, source), source.take(), source.take())
  }
}

/** The arguments of a call with their parentheses. */
export function argumentList(nodes: readonly Argument[], source: Source): Layout {
  return source.list(nodes.length, (i) => argument(nodes[i]!, source), { hugs: ([only]) => isList(only) })
}

/** True for `[…]`, also behind the name of an argument. */
function isList(layout: Layout | undefined): boolean {
  if (layout?.is === 'row') {
    const [first, second] = layout.parts
    return layout.parts.length === 2 && isNamed(first!.layout) && isList(second!.layout)
  }
  return layout?.is === 'list' && layout.open.text === '['
}

const isNamed = (layout: Layout): boolean =>
  layout.is === 'row' && layout.parts.length === 2 && (layout.parts[1]!.layout as Leaf).text === ':'

function argument({ name, value }: Argument, source: Source): Layout {
  if (name === undefined) return expression(value, source)
  return spaced(tight(source.take(), source.take()), expression(value, source))
}

function listFor(node: ListFor, source: Source): Layout {
  const word = source.take()
  const clauses = node.clauses.map((clause) => {
    const head = spaced(source.take(), source.take(), expression(clause.in, source))
    return { head, sign: source.take() }
  })
  const heads = row(
    clauses.flatMap(({ head, sign }) => [
      { layout: head, space: true },
      { layout: sign, space: false },
    ]),
  )
  return assign(spaced(word, heads), expression(node.body, source), false)
}

function condition(node: If, source: Source): Layout {
  const arms: Layout[][] = []
  let word: Layout = source.take()
  for (let at: If = node; ; ) {
    const head = spaced(word, expression(at.condition, source))
    arms.push([head, spaced(source.take(), expression(at.then, source))])
    const next = source.take()
    if (at.else.is !== 'if' || at.else.grouped) {
      arms.push([spaced(next, expression(at.else, source))])
      return branches(arms)
    }
    at = at.else
    word = spaced(next, source.take())
  }
}

/** No blanks around `..` unless an end has a binary operator. */
function range(node: Range, source: Source): Layout {
  const parts = [expression(node.low, source), source.take(), expression(node.high, source)]
  const wide = [node.low, node.high].some((end) => end.is === 'binary' && !end.grouped)
  return wide ? spaced(...parts) : tight(...parts)
}

function binary(node: Binary, source: Source): Layout {
  if (node.operator === '^')
    return tight(expression(node.left, source), source.take(), expression(node.right, source))
  const level = LEVEL_OF.get(node.operator)!
  const operands: Expression[] = [node.right]
  let left = node.left
  while (left.is === 'binary' && !left.grouped && LEVEL_OF.get(left.operator) === level) {
    operands.unshift(left.right)
    left = left.left
  }
  const first = expression(left, source)
  if (node.operator !== '|>') {
    return chain(
      first,
      operands.map((operand) => ({ operator: source.take(), operand: expression(operand, source) })),
      true,
    )
  }
  return pipe(
    first,
    operands.map((operand) => {
      const kept = source.gap.lineEnd
      return { operator: source.take(), operand: expression(operand, source), kept }
    }),
  )
}
