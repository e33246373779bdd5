import type * as ast from '../../../src/grammar/ast.js'

/* Which tensors of a definition are symmetric by what is written: `let s[i, j] = z[i] @ z[j]`. */

const commutes = new Set<string>(['+', '*', '@', '==', '!=', 'and', 'or'])

/** True of a power or a function for which `a - b` is as good as `b - a`. */
export const isEven = (node: ast.Expression): boolean =>
  (node.is === 'binary' &&
    node.operator === '^' &&
    node.right.is === 'number' &&
    node.right.value % 2 === 0) ||
  (node.is === 'call' && node.callee.is === 'name' && node.callee.text === 'abs')

/** An expression as text in which operands stand in an order of their own; names are renamed. */
function canonical(node: ast.Expression, name: (text: string) => string, even = false): string {
  const each = (items: readonly ast.Expression[]) => items.map((item) => canonical(item, name, isEven(node)))
  switch (node.is) {
    case 'name':
      return name(node.text)
    case 'number':
      return node.text
    case 'binary': {
      const sides = each([node.left, node.right])
      if (commutes.has(node.operator) || (even && node.operator === '-')) sides.sort()
      return `(${sides.join(node.operator)})`
    }
    case 'unary':
      return `${node.operator}${each([node.operand])}`
    case 'index':
      return `${canonical(node.object, name)}[${each(node.items).join()}]`
    case 'call': {
      // A sum of squares is even as its terms are.
      const given = node.arguments.map(
        (one) => `${one.name?.text ?? ''}:${canonical(one.value, name, isEven(node))}`,
      )
      return `${canonical(node.callee, name)}(${given.join()})`
    }
    default:
      return node.is
  }
}

/** The names of what a definition defines over two indices that may be exchanged. */
export function symmetricIn({ body }: ast.Definition): ReadonlySet<string> {
  const found = new Set<string>()
  for (const one of body) {
    if (one.is !== 'let' || one.indices?.length !== 2) continue
    const [i, j] = one.indices.map((index) => (index.is === 'name' ? index.text : undefined))
    if (i === undefined || j === undefined) continue
    const exchanged = (text: string) => (text === i ? j : text === j ? i : text)
    if (canonical(one.value, (text) => text) === canonical(one.value, exchanged)) found.add(one.name.text)
  }
  return found
}
