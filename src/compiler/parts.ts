import type * as ast from '../grammar/ast.js'

/** Whether a name of the expression passes the test. */
export function someName(e: ast.Expression, test: (name: string) => boolean): boolean {
  switch (e.is) {
    case 'name':
      return test(e.text)
    case 'number':
    case 'string':
    case 'boolean':
    case 'missing':
      return false
    default:
      return partsOf(e).some((part) => someName(part, test))
  }
}

/** The expressions that an expression consists of. */
export function partsOf(e: ast.Expression): readonly ast.Expression[] {
  switch (e.is) {
    case 'tuple':
    case 'list':
      return e.items
    case 'list for':
      return [...e.clauses.map((clause) => clause.in), e.body]
    case 'if':
      return [e.condition, e.then, e.else]
    case 'binary':
      return [e.left, e.right]
    case 'unary':
      return [e.operand]
    case 'range':
      return [e.low, e.high]
    case 'call':
      return [e.callee, ...e.arguments.map((argument) => argument.value)]
    case 'index':
      return [e.object, ...e.items]
    case 'field':
      return [e.object]
    default:
      return []
  }
}
