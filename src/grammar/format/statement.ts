import type {
  Batch,
  Evaluation,
  Identifier,
  Minimize,
  Setting,
  StageSettings,
  Statement,
  Step,
} from '../ast.js'
import { argumentList, expression } from './expression.js'
import { assign, block, chain, type Layout, row, spaced, tight } from './layout.js'
import type { Source } from './source.js'
import { type } from './type.js'

/** The layout of a statement or step. */
export function step(node: Step | Statement, source: Source): Layout {
  switch (node.is) {
    case 'let': {
      const word = source.take()
      const name = source.take()
      const { indices } = node
      const index = indices && source.list(indices.length, (i) => expression(indices[i]!, source))
      const target = index === undefined ? name : tight(name, index)
      return assign(spaced(word, target, source.take()), expression(node.value, source))
    }
    case 'let tuple': {
      const word = source.take()
      const names = source.list(node.names.length, () => source.take())
      return assign(spaced(word, names, source.take()), expression(node.value, source))
    }
    case 'param':
    case 'state': {
      const head = spaced(
        source.take(),
        tight(source.take(), source.take()),
        type(node.type, source),
        source.take(),
      )
      return assign(head, expression(node.value, source))
    }
    case 'update': {
      const word = source.take()
      const name = source.take()
      const { index } = node
      const target =
        index === undefined
          ? name
          : tight(
              name,
              source.list(1, () => expression(index, source), { commaAtEnd: false }),
            )
      return assign(spaced(word, target, source.take()), expression(node.value, source))
    }
    case 'model':
    case 'metric':
      return assign(spaced(source.take(), source.take(), source.take()), expression(node.value, source))
    case 'require': {
      const condition = spaced(source.take(), expression(node.condition, source))
      return chain(condition, [{ operator: source.take(), operand: source.take() }], false)
    }
    case 'batch':
      return batch(node, source)
    case 'minimize':
      return minimize(node, source)
    case 'stage':
      return braces(spaced(source.take(), source.take()), node.steps, (item) => step(item, source), source)
  }
}

function batch(node: Batch, source: Source): Layout {
  const parts = [source.take()]
  const head: Layout[] = [...parts, exampleNames(node, source)]
  if (node.at !== undefined) head.push(source.take(), source.take())
  head.push(source.take(), source.take())
  const settings = node.settings.map(({ value }) => {
    const operator = source.take()
    return { operator, operand: spaced(tight(source.take(), source.take()), expression(value, source)) }
  })
  return chain(spaced(...head), settings, false)
}

function exampleNames({ names }: Batch, source: Source): Layout {
  return source.image === '(' ? source.list(names.length, () => source.take()) : source.take()
}

function minimize(node: Minimize, source: Source): Layout {
  const word = source.take()
  const value = expression(node.value, source)
  return node.over === undefined
    ? spaced(word, value)
    : spaced(word, value, source.take(), names(node.over, source))
}

/** Names without brackets, on one line. */
export function names(list: readonly Identifier[], source: Source): Layout {
  return row(
    list.flatMap((_, i) => {
      const comma = i === 0 ? [] : [{ layout: source.take(), space: false }]
      return [...comma, { layout: source.take(), space: i > 0 }]
    }),
  )
}

/** A header with a block of lines. */
export function braces<T>(
  head: Layout,
  items: readonly T[],
  line: (item: T) => Layout,
  source: Source,
): Layout {
  const opened = spaced(head, source.take())
  const lines = items.map(line)
  return block(opened, lines, source.take())
}

/** The layout of a line in a train or evaluate block. */
export function setting(node: Setting | StageSettings | Evaluation, source: Source): Layout {
  switch (node.is) {
    case 'stage settings':
      return braces(
        spaced(source.take(), source.take()),
        node.settings,
        (item) => setting(item, source),
        source,
      )
    case 'evaluation':
      return tight(source.take(), argumentList(node.arguments, source))
    case 'setting': {
      const name = source.take()
      const head = node.over === undefined ? name : spaced(name, source.take(), names(node.over, source))
      return spaced(tight(head, source.take()), expression(node.value, source))
    }
  }
}
