import type { Expression, Parameter, Type } from '../ast.js'
import { expression } from './expression.js'
import { type Layout, type List, row, spaced, tight } from './layout.js'
import type { Source } from './source.js'

/** The layout of a type. */
export function type(node: Type, source: Source): Layout {
  switch (node.is) {
    case 'function type':
      return spaced(type(node.from, source), source.take(), type(node.to, source))
    case 'tuple type':
      return source.list(node.items.length, (i) => {
        const item = node.items[i]!
        if (item.name === undefined) return type(item.type, source)
        return spaced(tight(source.take(), source.take()), type(item.type, source))
      })
    case 'named type': {
      const name = source.take()
      const { axes } = node
      if (axes === undefined) return name
      return tight(
        name,
        source.list(axes.length, (i) => axis(axes[i]!, source)),
      )
    }
  }
}

function axis(node: Expression | '...', source: Source): Layout {
  return node === '...' ? source.take() : expression(node, source)
}

/** One list of a header. */
export function parameters(nodes: readonly Parameter[], source: Source): List {
  return source.list(nodes.length, (i) => parameter(nodes[i]!, source))
}

function parameter({ type: kind, bound, default: value }: Parameter, source: Source): Layout {
  const parts: Layout[] = [tight(source.take(), source.take()), type(kind, source)]
  if (bound !== undefined) {
    parts.push(source.take(), expression(bound.operator === 'in' ? bound.range : bound.limit, source))
  }
  if (value !== undefined) parts.push(source.take(), expression(value, source))
  return row(parts.map((layout) => ({ layout, space: true })))
}
