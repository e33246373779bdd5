import type { Declaration, Definition, Evaluate } from '../ast.js'
import { expression } from './expression.js'
import { assign, block, chain, header, type Layout, type Leaf, spaced, tight } from './layout.js'
import type { Source } from './source.js'
import { braces, names, setting, step } from './statement.js'
import { parameters, type } from './type.js'

/** The layout of a declaration. */
export function declaration(node: Declaration, source: Source): Layout {
  switch (node.is) {
    case 'constant':
    case 'model':
      return assign(spaced(source.take(), source.take(), source.take()), expression(node.value, source))
    case 'data': {
      const head = spaced(
        source.take(),
        tight(source.take(), source.take()),
        type(node.type, source),
        source.take(),
      )
      return assign(head, expression(node.source, source))
    }
    case 'definition':
      return definition(node, source)
    case 'pretext':
      return braces(spaced(source.take(), source.take()), node.steps, (item) => step(item, source), source)
    case 'train': {
      const head = spaced(source.take(), names(node.pretexts, source))
      return braces(head, node.settings, (item) => setting(item, source), source)
    }
    case 'evaluate':
      return braces(targets(node, source), node.items, (item) => setting(item, source), source)
  }
}

function targets(node: Evaluate, source: Source): Layout {
  const word = source.take()
  const target = () => tight(source.take(), source.take(), source.take())
  const first = spaced(word, target())
  const rest: { operator: Leaf; operand: Layout }[] = []
  while (rest.length < node.targets.length - 1) rest.push({ operator: source.take(), operand: target() })
  return chain(first, rest, false)
}

function definition(node: Definition, source: Source): Layout {
  const name = spaced(source.take(), source.take())
  const configuration = node.configuration && parameters(node.configuration, source)
  const data = parameters(node.data, source)
  const result = node.result === undefined ? [] : [source.take(), type(node.result, source)]
  const head = header(name, configuration, data, spaced(...result, source.take()))
  const lines = node.body.map((item) => step(item, source))
  const value = expression(node.value, source)
  return lines.length === 0 ? assign(head, value) : block(head, [...lines, value])
}
