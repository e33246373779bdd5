import type * as ast from '../../grammar/ast.js'
import { partsOf } from '../parts.js'
import type { Parameters } from './parameters.js'

/** A use of something that has configuration. */
export interface Call {
  readonly name: string
  readonly parameters: Parameters
  /** The expression that is this use and nothing else. */
  readonly whole: ast.Expression | undefined
  /** The list of configuration; undefined where it is left out. */
  readonly arguments: readonly ast.Argument[] | undefined
  /** Behind the name, and at the closing parenthesis. */
  readonly open: number
  readonly closed: number
}

/**
 * The uses of `known` names in an expression, in the order of the text, without those inside their
 * own configuration (these have longer paths).
 */
export function callsIn(expression: ast.Expression, known: ReadonlyMap<string, Parameters>): readonly Call[] {
  const found: Call[] = []
  const visit = (node: ast.Expression): void => {
    const call = configured(node, known)
    if (call) found.push(call)
    else for (const part of partsOf(node)) visit(part)
    if (call && node.is === 'call' && node.arguments !== call.arguments)
      for (const { value } of node.arguments) visit(value)
  }
  visit(expression)
  return found.sort((a, b) => a.open - b.open)
}

/** `resnet(blocks: 1)`, `nt_xent(temperature: 0.5)(u, v)`, `relu(x)` with its configuration left out, `batch_norm`. */
function configured(node: ast.Expression, known: ReadonlyMap<string, Parameters>): Call | undefined {
  if (node.is === 'name') return left(node, node, known)
  if (node.is !== 'call') return undefined
  const { callee } = node
  if (callee.is === 'call') return applied(callee, known)
  if (callee.is !== 'name') return undefined
  return isConfiguration(node, callee, known)
    ? given(node, callee, node, known)
    : left(callee, undefined, known)
}

/** A call of a recipe whose configuration is written. */
function applied(callee: ast.Call, known: ReadonlyMap<string, Parameters>): Call | undefined {
  const inner = callee.callee
  if (inner.is !== 'name' || !isConfiguration(callee, inner, known)) return undefined
  return given(callee, inner, undefined, known)
}

/** A call of a definition whose configuration has defaults and whose arguments are unnamed is data. */
function isConfiguration(call: ast.Call, callee: ast.Name, known: ReadonlyMap<string, Parameters>): boolean {
  const parameters = known.get(callee.text)
  if (!parameters || parameters.list.length === 0) return false
  return parameters.always || call.arguments.every(({ name }) => name)
}

function given(
  call: ast.Call,
  { text, end }: ast.Name,
  whole: ast.Expression | undefined,
  known: ReadonlyMap<string, Parameters>,
): Call | undefined {
  const parameters = known.get(text)
  return (
    parameters && {
      name: text,
      parameters,
      whole,
      arguments: call.arguments,
      open: end,
      closed: call.end - 1,
    }
  )
}

function left(
  { text, end }: ast.Name,
  whole: ast.Expression | undefined,
  known: ReadonlyMap<string, Parameters>,
): Call | undefined {
  const parameters = known.get(text)
  if (!parameters || parameters.list.length === 0) return undefined
  return { name: text, parameters, whole, arguments: undefined, open: end, closed: end }
}
